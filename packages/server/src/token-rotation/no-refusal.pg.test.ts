import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endOf } from "../../test/tenants.ts";
import { startTwoServices, type TwoServices } from "./two-services.test-support.ts";

const VARIABLE = "API_TOKEN";
const PACE_MS = 50;
const MIN_CALLS_AFTER = 40;

let services: TwoServices;
beforeAll(async () => {
  services = await startTwoServices();
});
afterAll(() => services.close());

/** Calls with what stands in the variable, which it reads again when its copy is so old. */
function startClient(keptMs: number) {
  const ends: string[] = [];
  const values = new Set<string>();
  const stopping = new AbortController();
  let copy = { value: "", readAtMs: -Infinity };
  async function call(): Promise<void> {
    if (performance.now() - copy.readAtMs > keptMs)
      copy = { value: (await services.read(VARIABLE)) ?? "", readAtMs: performance.now() };
    values.add(copy.value);
    ends.push(await endOf(services.kw.client(copy.value).login()));
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await call();
      await setTimeout(PACE_MS);
    }
  })();
  return {
    ends,
    values,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

test("clients that use a token through a synced destination are refused nothing while it rotates", async () => {
  const token = await services.rotating(VARIABLE);
  await expect.poll(() => services.read(VARIABLE), { timeout: 10_000 }).toBe(token.value);
  const clients = [0, 3000, 8000].map(startClient);
  await expect.poll(() => clients.every(({ ends }) => ends.length > 5), { timeout: 10_000 }).toBe(true);

  await token.start();
  await expect
    .poll(token.show, { timeout: 110_000, interval: 500 })
    .toMatchObject({ state: "idle", lastCompletedAt: expect.any(String) });
  await expect.poll(() => endOf(services.kw.client(token.value).login())).toBe("revoked");
  const calledUntilThen = clients.map(({ ends }) => ends.length);
  await expect
    .poll(
      () => clients.every(({ ends }, index) => ends.length > (calledUntilThen[index] ?? 0) + MIN_CALLS_AFTER),
      {
        timeout: 30_000,
      },
    )
    .toBe(true);
  await Promise.all(clients.map((client) => client.stop()));

  for (const { ends, values } of clients) {
    expect(ends.filter((end) => end !== "done")).toEqual([]);
    expect(values.size).toBe(2);
  }
  expect((await token.keys()).filter(({ active }) => active)).toHaveLength(1);
});
