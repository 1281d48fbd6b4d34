import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./addresses.ts";
import { createIssuerFetch, mayReach } from "./issuer-fetch.ts";

const PUBLIC = { privateAddresses: false };
const PRIVATE_TOO = { privateAddresses: true };

describe("an address is not taken for a public one", () => {
  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "2001::1",
    "localhost",
    "",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["1.1.1.1", "172.32.0.1", "172.15.0.1", "192.169.0.1", "2606:4700:4700::1111", "2a00:1450::1"])(
    "but %s is one",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("no request is sent", () => {
  test.each([
    "http://idp.example.com",
    "https://127.0.0.1",
    "https://[::1]",
    "https://10.0.0.1",
    "https://169.254.169.254/latest",
    "https://[::ffff:7f00:1]",
    "https://2130706433",
    "https://0x7f.1",
    "http://localhost:3000",
    "ftp://idp.example.com",
    "file:///etc/passwd",
    "https://user:word@idp.example.com",
  ])("to %s", async (address) => {
    expect(mayReach(new URL(address), PUBLIC)).toBe(false);
  });

  test("to a name that means this machine, whatever is written there", async () => {
    const fetch = createIssuerFetch(PUBLIC);
    const asked = fetch("https://localhost:1/", {
      body: undefined,
      headers: {},
      method: "GET",
      redirect: "manual",
    });
    await expect(asked).rejects.toMatchObject({ name: "OutOfReach" });
  });

  test("in the clear to another machine, even where the operator lets issuers be private", () => {
    expect(mayReach(new URL("http://10.0.0.1"), PRIVATE_TOO)).toBe(false);
    expect(mayReach(new URL("http://idp.internal"), PRIVATE_TOO)).toBe(false);
  });
});

test("the public internet is reached, and with the operator's word what is private too", () => {
  expect(mayReach(new URL("https://idp.example.com/realms/one"), PUBLIC)).toBe(true);
  expect(mayReach(new URL("https://10.0.0.1:8443"), PRIVATE_TOO)).toBe(true);
  expect(mayReach(new URL("http://localhost:3000"), PRIVATE_TOO)).toBe(true);
});
