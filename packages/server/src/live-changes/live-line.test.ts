import { setImmediate as turn } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { LiveLine } from "./live-line.ts";

const ORG = "org_1";

function openLine(
  readmit: () => Promise<{ orgId: string }> = async () => ({ orgId: ORG }),
  leaseMs = 60_000,
) {
  let ends = 0;
  const line = new LiveLine({ orgId: ORG, revision: 1, readmit, leaseMs, onEnd: () => (ends += 1) });
  return { line, ended: () => ends > 0 };
}

const dataIn = (stream: string) => stream.split("\n").filter((one) => one.startsWith("data:"));

describe("a line", () => {
  test("keeps no more for a slow reader than the last of each kind", async () => {
    const { line } = openLine();
    for (let revision = 2; revision <= 10_000; revision++) await line.tell({ revision });
    expect(line.readableLength).toBeLessThan(100);
    line.finish();
    expect(line.readableLength).toBeLessThan(100);
    line.destroy();
  });

  test("says nothing to a caller who is not admitted any more, and ends", async () => {
    let isAdmitted = true;
    const { line, ended } = openLine(async () => {
      if (!isAdmitted) throw new Error("revoked");
      return { orgId: ORG };
    });
    const read = text(line);
    await turn();
    isAdmitted = false;
    await line.tell({ revision: 2 });
    expect(dataIn(await read)).toEqual(['data: {"revision":1}']);
    expect(ended()).toBe(true);
  });

  test("ends for a caller who has come to be in another organization", async () => {
    const { line } = openLine(async () => ({ orgId: "org_2" }));
    const read = text(line);
    await line.tell({ activity: true });
    expect(dataIn(await read)).toEqual(['data: {"revision":1}']);
  });

  test("asks again for what happens while it is asking", async () => {
    const answers: (() => void)[] = [];
    const { line } = openLine(() => new Promise((resolve) => answers.push(() => resolve({ orgId: ORG }))));
    const read = text(line);
    void line.tell({ revision: 2 });
    void line.tell({ revision: 3 });
    answers[0]?.();
    await turn();
    expect(answers).toHaveLength(2);
    answers[1]?.();
    await turn();
    line.finish();
    expect(dataIn(await read)).toEqual([1, 2, 3].map((revision) => `data: {"revision":${revision}}`));
  });

  test("asks every lease, though nothing happens, and says that it stands", async () => {
    let isAdmitted = true;
    const { line } = openLine(async () => {
      if (!isAdmitted) throw new Error("expired");
      return { orgId: ORG };
    }, 20);
    let heard = "";
    line.on("data", (chunk: Buffer) => (heard += chunk.toString()));
    await expect.poll(() => heard).toContain("\n:\n\n");
    isAdmitted = false;
    await expect.poll(() => line.readableEnded).toBe(true);
  });

  test("that is hung up on asks for nothing more", async () => {
    let asked = 0;
    const { line, ended } = openLine(async () => {
      asked += 1;
      return { orgId: ORG };
    }, 10);
    line.destroy();
    await expect.poll(ended).toBe(true);
    await line.tell({ revision: 2 });
    expect(asked).toBe(0);
  });
});
