import fc from "fast-check";
import { expect, test } from "vitest";
import { Lease } from "./lease.ts";

const LEASE_MS = 15_000;

function leaseAt(startMs: number) {
  const clock = { nowMs: startMs };
  return { clock, lease: new Lease(() => clock.nowMs) };
}

test("a lease that was never given does not run", () => {
  expect(leaseAt(0).lease.isRunning).toBe(false);
  expect(leaseAt(0).lease.remainingMs).toBe(0);
});

test("counts from the instant the server echoed, however late its message arrives", () => {
  const { clock, lease } = leaseAt(1000);
  clock.nowMs = 9000;
  lease.renew(1000, LEASE_MS);
  expect(lease.remainingMs).toBe(7000);
  clock.nowMs = 15_999;
  expect(lease.isRunning).toBe(true);
  clock.nowMs = 16_000;
  expect(lease.isRunning).toBe(false);
});

test("an echo of an instant that has not come yet renews nothing", () => {
  const { clock, lease } = leaseAt(1000);
  lease.renew(1001, LEASE_MS);
  expect(lease.isRunning).toBe(false);
  clock.nowMs = 5000;
  expect(lease.isRunning).toBe(false);
});

test("an older echo that arrives late does not shorten it", () => {
  const { clock, lease } = leaseAt(10_000);
  lease.renew(10_000, LEASE_MS);
  lease.renew(2000, LEASE_MS);
  expect(lease.remainingMs).toBe(LEASE_MS);
  clock.nowMs = 24_999;
  expect(lease.isRunning).toBe(true);
});

test("once ended it runs again only by a renewal", () => {
  const { lease } = leaseAt(10_000);
  lease.renew(10_000, LEASE_MS);
  lease.end();
  expect(lease.isRunning).toBe(false);
  lease.renew(10_000, LEASE_MS);
  expect(lease.isRunning).toBe(true);
});

test("never outlasts what the server believes, whatever the delays on the way", () => {
  const delays = fc.array(fc.record({ up: fc.nat(20_000), down: fc.nat(20_000), skew: fc.integer() }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(delays, (rounds) => {
      // One true time; the verifier's clock is off by any amount and the server never learns it.
      let trueMs = 0;
      const offset = rounds[0]?.skew ?? 0;
      const lease = new Lease(() => trueMs + offset);
      let serverBelievesUntilMs = -Infinity;
      for (const { up, down } of rounds) {
        const echo = trueMs + offset;
        trueMs += up;
        serverBelievesUntilMs = trueMs + LEASE_MS;
        trueMs += down;
        lease.renew(echo, LEASE_MS);
      }
      expect(trueMs + lease.remainingMs).toBeLessThanOrEqual(Math.max(serverBelievesUntilMs, trueMs));
    }),
  );
});
