import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test("a code is never taken to another machine", () => {
  for (const address of [
    "https://evil.example/callback",
    "http://127.0.0.1.evil.example/callback",
    "http://127.0.0.1@evil.example/",
    "//127.0.0.1/",
    "javascript:alert(1)",
    "",
  ]) {
    expect(isLoopback(address), address).toBe(false);
  }
});

test("a command line is answered on this machine, whatever its port", () => {
  for (const address of ["http://127.0.0.1:52011/callback?code=a&state=b", "http://[::1]:52011/callback"]) {
    expect(isLoopback(address), address).toBe(true);
  }
});
