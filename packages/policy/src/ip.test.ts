import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipInRange, parseIp, parseIpRange, rangeContains, rangesContain, type IpRange } from "./ip.ts";

// The oracle is Node's own parser and matcher.

const octet = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 127, 128, 255));
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));
const group = fc
  .oneof(fc.nat({ max: 0xffff }), fc.constantFrom(0, 0, 0, 1, 0xffff))
  .map((n) => n.toString(16));
const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
const compressedIpv6 = fc
  .nat({ max: 7 })
  .chain((kept) =>
    fc
      .tuple(groups(kept), fc.nat({ max: kept }))
      .map(([list, cut]) => `${list.slice(0, cut).join(":")}::${list.slice(cut).join(":")}`),
  );
const ipv6 = fc.oneof(
  groups(8).map((list) => list.join(":")),
  compressedIpv6,
  ipv4.map((text) => `::ffff:${text}`),
  fc.tuple(groups(6), ipv4).map(([list, text]) => `${list.join(":")}:${text}`),
);
const ip = fc.oneof(ipv4, ipv6);
const nearlyAnIp = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."0123456789abF:."), maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom("::", ":", "0", "1", "ffff", "1.2.3.4", ".", "255", "256", "01"),
    maxLength: 10,
  }),
  fc
    .tuple(ip, fc.nat({ max: 40 }), fc.constantFrom("", ":", ".", "0", "::", "g", " ", "%eth0", "/8"))
    .map(([text, at, inserted]) => text.slice(0, at) + inserted + text.slice(at)),
);

describe("parseIp", () => {
  test("reads every address that Node reads, and no other text", () => {
    fc.assert(
      fc.property(fc.oneof(ip, nearlyAnIp), (text) => {
        // A zone names an interface of this machine: it means nothing to a rule about clients.
        expect(parseIp(text) !== undefined).toBe(isIP(text) !== 0 && !text.includes("%"));
      }),
      { numRuns: 5_000 },
    );
  });

  test("gives two texts the same address exactly when Node does", () => {
    fc.assert(
      fc.property(
        fc.oneof(ip, fc.constant("::1.2.3.4")),
        fc.oneof(ip, fc.constant("::102:304")),
        (one, other) => {
          expect(parseIp(one) === parseIp(other)).toBe(nodeContains(`${one}/${widthOf(one)}`, other));
        },
      ),
    );
  });

  test.each([
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:FFFF:192.0.2.1", "192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ])("knows %s as %s", (one, other) => {
    expect(parseIp(one)).toBe(parseIp(other));
    expect(parseIp(one)).toBeDefined();
  });

  test.each([
    "",
    "010.0.0.1",
    "10.0.0.00",
    "0x0a.0.0.1",
    "167772161",
    "10.1",
    "10.0.0.256",
    "10.0.0.1.",
    "10.0.0.1 ",
    "10.0.0.1\n",
    "10.0.0.1:80",
    "[::1]",
    ":",
    ":::",
    "::1::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4::5:6:7:8",
    "::ffff:010.0.0.1",
    "::1.2.3.4:5",
    "1.2.3.4::",
    "fe80::1%eth0",
    "12345::",
    "１0.0.0.1",
  ])("refuses %j", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  test("takes no time for a long hostile text", () => {
    expect(parseIp("1:".repeat(1_000_000))).toBeUndefined();
  });
});

describe("parseIpRange", () => {
  test("contains the addresses that Node says it contains", () => {
    fc.assert(
      fc.property(range, fc.infiniteStream(ip), (text, others) => {
        const parsed = parseIpRange(text)!;
        const near = [parsed.first, parsed.last, parsed.first - 1n, parsed.last + 1n].flatMap(asText);
        for (const each of [...others.take(5), ...near]) {
          expect(ipInRange(parseIp(each)!, parsed)).toBe(nodeContains(text, each));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("refuses a range whenever its address is not the first one of it", () => {
    fc.assert(
      fc.property(ip, fc.nat({ max: 128 }), (text, prefix) => {
        const parsed = parseIpRange(`${text}/${prefix}`);
        const first = prefix <= widthOf(text) ? networkOf(text, prefix) : undefined;
        expect(parsed?.first).toBe(first !== undefined && first === parseIp(text) ? first : undefined);
      }),
      { numRuns: 1_000 },
    );
  });

  test("takes a single address as the range of itself", () => {
    fc.assert(
      fc.property(ip, (text) => {
        expect(parseIpRange(text)).toEqual({ first: parseIp(text), last: parseIp(text) });
        expect(parseIpRange(`${text}/${widthOf(text)}`)).toEqual(parseIpRange(text));
      }),
    );
  });

  test.each([
    "10.0.0.1/8",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0.0/8.0",
    "10.0.0.0/8/8",
    "10.0.0.0/ 8",
    "10.0.0.0/8\n",
    "10.0.0.0/255.0.0.0",
    "10/8",
    "/8",
    "2001:db8::1/64",
    "::/129",
    "::ffff:10.0.0.0/8",
    "*",
    "",
  ])("refuses %j", (text) => {
    expect(parseIpRange(text)).toBeUndefined();
  });

  test("means the same in IPv4 and as IPv4-mapped IPv6", () => {
    expect(parseIpRange("::ffff:10.0.0.0/104")).toEqual(parseIpRange("10.0.0.0/8"));
    expect(rangeContains(parseIpRange("::/0")!, parseIpRange("0.0.0.0/0")!)).toBe(true);
    expect(rangeContains(parseIpRange("0.0.0.0/0")!, parseIpRange("::/0")!)).toBe(false);
  });
});

describe("containment of ranges", () => {
  // Of sixteen addresses, so that every one of them can be asked.
  const interval = fc
    .tuple(fc.nat({ max: 15 }), fc.nat({ max: 15 }))
    .map(([a, b]): IpRange => ({ first: BigInt(Math.min(a, b)), last: BigInt(Math.max(a, b)) }));
  const addressesOf = ({ first, last }: IpRange) =>
    Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index));

  test("holds exactly when every address of the inner range is in the outer", () => {
    fc.assert(
      fc.property(interval, interval, (outer, inner) => {
        const expected = addressesOf(inner).every((address) => ipInRange(address, outer));
        expect(rangeContains(outer, inner)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("holds for several ranges exactly when every address is in one of them", () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 6 }), interval, (ranges, inner) => {
        const expected = addressesOf(inner).every((address) =>
          ranges.some((range) => ipInRange(address, range)),
        );
        expect(rangesContain(ranges, inner)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });
});

const widthOf = (text: string) => (text.includes(":") ? 128 : 32);

const range = fc.tuple(ip, fc.nat({ max: 128 })).map(([text, some]) => {
  const prefix = some % (widthOf(text) + 1);
  const network = networkOf(text, prefix);
  const written = text.includes(":") ? asIpv6(network) : asText(network)[0]!;
  return `${written}/${prefix}`;
});

function networkOf(text: string, prefix: number): bigint {
  const below = BigInt(widthOf(text) - prefix);
  return (parseIp(text)! >> below) << below;
}

/** The address in each notation it has; none for a number that is no address. */
function asText(address: bigint): string[] {
  if (address < 0n || address >= 1n << 128n) return [];
  if (address >> 32n !== 0xffffn) return [asIpv6(address)];
  const octets = [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n);
  return [octets.join("."), asIpv6(address)];
}

function asIpv6(address: bigint): string {
  return address.toString(16).padStart(32, "0").match(/.{4}/g)!.join(":");
}

function nodeContains(rangeText: string, ipText: string): boolean {
  const [network, prefix] = rangeText.split("/") as [string, string];
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), network.includes(":") ? "ipv6" : "ipv4");
  return list.check(ipText, ipText.includes(":") ? "ipv6" : "ipv4");
}
