import { describe, expect, test } from "vitest";
import { createIssuerFetch, mayReach } from "./issuer-fetch.ts";

const PUBLIC = { privateAddresses: false };
const PRIVATE_TOO = { privateAddresses: true };

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
