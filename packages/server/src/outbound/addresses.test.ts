import { describe, expect, test } from "vitest";
import { isPrivateAddress, isPublicAddress } from "./addresses.ts";

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
    "168.63.129.16",
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

describe("an address is not reached, not even where the operator lets addresses be private", () => {
  test.each([
    "169.254.169.254",
    "169.254.170.2",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "fd20:ce::254",
    "100.100.100.200",
    "::ffff:100.100.100.200",
    "192.0.0.192",
    "0.0.0.0",
    "::",
    "255.255.255.255",
    "ff02::1",
  ])("%s", (address) => {
    expect([isPublicAddress(address), isPrivateAddress(address)]).toEqual([false, false]);
  });

  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd12::1",
    "::ffff:10.0.0.1",
  ])("but %s is a private one", (address) => {
    expect([isPublicAddress(address), isPrivateAddress(address)]).toEqual([false, true]);
  });
});
