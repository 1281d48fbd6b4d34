import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection, type Socket } from "./connection.ts";
import type { ServerMessage, VerifierMessage } from "./messages.ts";

/** A line in the hands of the test. */
class Line implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  readyState = 0;
  readonly sent: string[] = [];
  send(data: string): void {
    this.sent.push(data);
  }
  /** As a real one: the end is told later, and until then what is under way comes in. */
  close(): void {}
  open(): void {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }
  say(message: object | string): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

const LEASE = { type: "lease", leaseMs: 15_000, echo: 1, revision: 3 } as const;
const BYE = { type: "bye" } as const;

let lines: Line[];
let opened: ((message: VerifierMessage) => boolean)[];
let received: ServerMessage[];
let closed: string[];
let connection: Connection;
beforeEach(() => {
  vi.useFakeTimers();
  [lines, opened, received, closed] = [[], [], [], []];
  connection = new Connection({
    connect: () => {
      const line = new Line();
      lines.push(line);
      return line;
    },
    events: {
      onOpen: (send) => opened.push(send),
      onMessage: (message) => received.push(message),
      onClose: (_code, reason) => closed.push(reason),
    },
    random: () => 1,
    silenceMs: 5000,
  });
  connection.open();
});
afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

async function nextLine(): Promise<Line> {
  const count = lines.length;
  while (lines.length === count) await vi.advanceTimersByTimeAsync(50);
  return lines.at(-1) as Line;
}

test("a line that was given up is not heard any more, whatever it still says", async () => {
  const [old] = lines as [Line];
  old.open();
  connection.restart("a revision is missing");
  old.say(LEASE);
  const line = await nextLine();
  line.open();
  old.say(LEASE);
  old.say("no message");
  old.open();
  old.onclose?.({ code: 1006, reason: "late" });
  expect(received).toEqual([]);
  expect(opened).toHaveLength(2);
  expect(closed).toEqual(["a revision is missing"]);
  line.say(LEASE);
  expect(received).toEqual([LEASE]);
});

test("what a line that was given up had to say first is not said on the next one", async () => {
  const [old] = lines as [Line];
  old.open();
  connection.restart("silence");
  const line = await nextLine();
  line.open();
  const [sayOnOld, sayOnNew] = opened;
  expect([sayOnOld?.(BYE), sayOnNew?.(BYE)]).toEqual([false, true]);
  expect([old.sent, line.sent]).toEqual([[], [JSON.stringify(BYE)]]);
});

test.each([
  ["that is no JSON", "{"],
  ["that is no message", "[1]"],
  ["without its fields", { type: "lease" }],
  ["with a lease from another number system", { ...LEASE, leaseMs: "15000" }],
  ["with a lease that has ended", { ...LEASE, leaseMs: 0 }],
  ["with a revision that is none", { type: "change", revision: -1, orgId: null, changes: [] }],
  ["with changes that are none", { type: "snapshot", revision: 1, changes: {} }],
])("a message %s ends the line, and another is made", async (_what, message) => {
  const [line] = lines as [Line];
  line.open();
  line.say(message);
  expect(received).toEqual([]);
  expect(closed).toEqual(["the server sent something that is no message"]);
  await nextLine();
});

test("a message of a kind that a newer server knows is passed over", () => {
  const [line] = lines as [Line];
  line.open();
  line.say({ type: "weather", sunny: true });
  line.say(LEASE);
  expect(received).toEqual([LEASE]);
  expect(closed).toEqual([]);
});

test("a line without a word from the server is given up, and after the end none is made", async () => {
  const [line] = lines as [Line];
  line.open();
  await vi.advanceTimersByTimeAsync(4999);
  expect(closed).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(closed).toEqual(["the server has fallen silent"]);
  connection.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toHaveLength(1);
});
