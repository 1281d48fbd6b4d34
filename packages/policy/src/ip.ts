/**
 * An address in the one 128-bit space of IPv6, where the IPv4 address a.b.c.d is ::ffff:a.b.c.d (RFC 4291, section
 * 2.5.5.2). A client that reaches a dual-stack socket over IPv4 is therefore the same client in both notations.
 */
export type Ip = bigint;

/** Every address from `first` to `last`, both included. */
export interface IpRange {
  readonly first: Ip;
  readonly last: Ip;
}

const IPV4_MAPPED = 0xffff_0000_0000n;
const DECIMAL = /^(?:0|[1-9][0-9]{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const MAX_ADDRESS_LENGTH = "0000:0000:0000:0000:0000:ffff:255.255.255.255".length;

/**
 * Reads an IPv4 address, or an IPv6 address in any form of RFC 4291, section 2.2; undefined for anything else. Refused
 * are IPv4 octets with a leading zero (read as octal by some software) and addresses with a zone (`fe80::1%eth0`).
 */
export function parseIp(text: string): Ip | undefined {
  if (text.length > MAX_ADDRESS_LENGTH) return undefined;
  if (text.includes(":")) return parseIpv6(text);
  const value = parseIpv4(text);
  return value === undefined ? undefined : IPV4_MAPPED | BigInt(value);
}

/**
 * Reads a CIDR range (RFC 4632) or a single address; undefined for anything else. Refused are ranges with bits set
 * below the prefix (`10.0.0.1/8`): one cannot know whether the address or the prefix was meant.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf("/");
  const address = slash === -1 ? text : text.slice(0, slash);
  const first = parseIp(address);
  if (first === undefined) return undefined;
  if (slash === -1) return { first, last: first };
  const prefix = text.slice(slash + 1);
  const width = address.includes(":") ? 128 : 32;
  if (!DECIMAL.test(prefix) || Number(prefix) > width) return undefined;
  const hostBits = (1n << BigInt(width - Number(prefix))) - 1n;
  return (first & hostBits) === 0n ? { first, last: first | hostBits } : undefined;
}

/** Whether the address lies in the range. */
export function ipInRange(ip: Ip, range: IpRange): boolean {
  return range.first <= ip && ip <= range.last;
}

/** Whether every address of `inner` lies in `outer`. */
export function rangeContains(outer: IpRange, inner: IpRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether every address of `inner` lies in one or another of the ranges, which may meet or overlap. */
export function rangesContain(ranges: readonly IpRange[], inner: IpRange): boolean {
  let unproven = inner.first;
  for (const range of ranges.toSorted(byFirstAddress)) {
    // Every later range starts even higher: this address is in none of them.
    if (range.first > unproven) return false;
    if (range.last >= inner.last) return true;
    if (range.last >= unproven) unproven = range.last + 1n;
  }
  return false;
}

function byFirstAddress(a: IpRange, b: IpRange): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

function parseIpv4(text: string): number | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!DECIMAL.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return value;
}

function parseIpv6(text: string): Ip | undefined {
  const hexText = withoutDottedTail(text);
  if (hexText === undefined) return undefined;
  const halves = hexText.split("::");
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const groups = tail === undefined ? head! : compressed(head!, tail);
  if (halves.length > 2 || groups.length !== 8) return undefined;
  if (!groups.every((group) => GROUP.test(group))) return undefined;
  return BigInt(`0x${groups.map((group) => group.padStart(4, "0")).join("")}`);
}

/** `::` stands for one group of zeros or more: with nothing left for it to stand for, the result has nine groups. */
function compressed(head: string[], tail: string[]): string[] {
  const zeros = Math.max(1, 8 - head.length - tail.length);
  return [...head, ...Array<string>(zeros).fill("0"), ...tail];
}

/** The last 32 bits may be written as an IPv4 address: `64:ff9b::192.0.2.1`. */
function withoutDottedTail(text: string): string | undefined {
  const start = text.lastIndexOf(":") + 1;
  if (!text.includes(".", start)) return text;
  const value = parseIpv4(text.slice(start));
  if (value === undefined) return undefined;
  return `${text.slice(0, start)}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}
