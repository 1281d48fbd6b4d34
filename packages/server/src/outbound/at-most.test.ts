import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { atMost } from "./at-most.ts";

const never = new AbortController().signal;

/** Something that ends when it is told to. */
function task() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const state = { begun: false };
  const run = () => {
    state.begun = true;
    return promise;
  };
  return { state, run, end: resolve, fail: reject };
}

test("no more than so many are under way, and the next begins when one ends, also by failing", async () => {
  const limited = atMost(2);
  const tasks = [task(), task(), task(), task()];
  const runs = tasks.map(({ run }) => limited(never, run));
  const begun = async () => {
    await setImmediate();
    return tasks.map(({ state }) => state.begun);
  };
  expect(await begun()).toEqual([true, true, false, false]);
  tasks[1]!.fail(new Error("failed"));
  await expect(runs[1]).rejects.toThrow("failed");
  expect(await begun()).toEqual([true, true, true, false]);
  tasks[0]!.end();
  tasks[2]!.end();
  expect(await begun()).toEqual([true, true, true, true]);
  tasks[3]!.end();
  await Promise.all([runs[0], runs[2], runs[3]]);
});

test("who gives up waiting does not begin, and takes nobody's place", async () => {
  const limited = atMost(1);
  const [first, second, third] = [task(), task(), task()];
  const running = limited(never, first.run);
  const giving = new AbortController();
  const waiting = limited(giving.signal, second.run);
  const last = limited(never, third.run);
  giving.abort(new Error("no patience"));
  await expect(waiting).rejects.toThrow("no patience");
  first.end();
  await running;
  await setImmediate();
  expect([second.state.begun, third.state.begun]).toEqual([false, true]);
  third.end();
  await last;
  await expect(limited(giving.signal, second.run)).rejects.toThrow("no patience");
});
