import { isIP } from "node:net";
import { describe, expect, test } from "vitest";
import { lookUpWithin, type Reach } from "./reach.ts";

const PUBLIC: Reach = { privateAddresses: false };
const PRIVATE_TOO: Reach = { privateAddresses: true };

/** What a connection to a name of these addresses would be made to. */
function lookedUp(addresses: readonly string[], reach: Reach, protocol = "https:"): string {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookUp = lookUpWithin(reach, protocol, (_host, _options, done) => done(null, found));
  let answer = "nothing";
  lookUp("platform.example.com", {}, (error, address) => (answer = error ? error.name : String(address)));
  return answer;
}

describe("a name is not connected to", () => {
  test.each([
    ["a metadata address", ["169.254.169.254"]],
    ["a metadata address, mapped into IPv6", ["::ffff:169.254.169.254"]],
    ["a metadata address in a private network", ["fd00:ec2::254"]],
    ["a link-local address", ["fe80::1"]],
    ["a public address and a metadata address", ["1.1.1.1", "169.254.169.254"]],
    ["a private address and a link-local one", ["10.0.0.1", "fe80::1"]],
    ["no address", []],
  ])("that stands for %s, whatever the operator allows", (_what, addresses) => {
    expect([lookedUp(addresses, PUBLIC), lookedUp(addresses, PRIVATE_TOO)]).toEqual([
      "OutOfReach",
      "OutOfReach",
    ]);
  });

  test.each([["127.0.0.1"], ["::1"], ["10.0.0.1"], ["::ffff:10.0.0.1"], ["fd12::1"]])(
    "that stands for %s, unless the operator allows it",
    (address) => {
      expect([lookedUp([address], PUBLIC), lookedUp([address], PRIVATE_TOO)]).toEqual([
        "OutOfReach",
        address,
      ]);
    },
  );

  test("in the clear, when it is on the public internet", () => {
    expect(lookedUp(["1.1.1.1"], PRIVATE_TOO, "http:")).toBe("OutOfReach");
    expect(lookedUp(["10.0.0.1"], PRIVATE_TOO, "http:")).toBe("10.0.0.1");
  });
});

test("a name of public addresses is connected to, at the one that was judged", () => {
  expect(lookedUp(["1.1.1.1", "2606:4700:4700::1111"], PUBLIC)).toBe("1.1.1.1");
});
