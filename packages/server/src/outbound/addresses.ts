import { BlockList, isIP } from "node:net";

/** Networks of nobody but whoever stands in them, and addresses that mean no single machine (IANA's special purposes). */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** All that is public in IPv6 lies in here, but for what tunnels to IPv4 or is for documents. */
const GLOBAL_UNICAST = ["2000::", 3] as const;
const NOT_PUBLIC_IN_GLOBAL_UNICAST: readonly (readonly [network: string, prefix: number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

/** Networks of one's own, and this machine. What is neither here nor public is never reached: link-local addresses above all. */
const PRIVATE: readonly (readonly [network: string, prefix: number, family: "ipv4" | "ipv6"])[] = [
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
];
/** Where clouds tell a machine its own secrets, in networks that are otherwise open to all or private. */
const METADATA: readonly (readonly [address: string, family: "ipv4" | "ipv6"])[] = [
  ["100.100.100.200", "ipv4"],
  ["168.63.129.16", "ipv4"],
  ["fd00:ec2::254", "ipv6"],
  ["fd20:ce::254", "ipv6"],
];

const privateNetworks = new BlockList();
for (const network of PRIVATE) privateNetworks.addSubnet(...network);
const metadata = new BlockList();
for (const address of METADATA) metadata.addAddress(...address);
const notPublic = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) notPublic.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of NOT_PUBLIC_IN_GLOBAL_UNICAST) notPublic.addSubnet(network, prefix, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet(...GLOBAL_UNICAST, "ipv6");

/** Whether the address is one machine's on the public internet. What is no address is none. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !notPublic.check(address, "ipv4") && !metadata.check(address, "ipv4");
  return version === 6 && globalUnicast.check(address, "ipv6") && !notPublic.check(address, "ipv6");
}

/** Whether the address is one of this machine or of a private network, and not where clouds keep their secrets. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  return privateNetworks.check(address, family) && !metadata.check(address, family);
}

/** Of an address's host: without the brackets that IPv6 has there. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

export function isLoopbackHost(url: URL): boolean {
  return ["localhost", "127.0.0.1", "::1"].includes(bareHost(url));
}
