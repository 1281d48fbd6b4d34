import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  approve,
  type LoginWorld,
  type Somebody,
  startLoginWorld,
} from "../../login-requests/logins.test-support.ts";

let world: LoginWorld;
let grace: Somebody;
beforeAll(async () => {
  world = await startLoginWorld();
  grace = await world.somebody();
});
afterAll(() => world.close());

/** A line, and all that is said on it until it ends. */
function openLine() {
  const socket = new WebSocket(`${world.kw.url.replace("http", "ws")}/v1/cli-login`);
  const said: { type: string; message?: string; apiToken?: string }[] = [];
  const acknowledged = Promise.withResolvers<{ id: string }>();
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string; loginPage?: string };
    said.push(message);
    if (message.loginPage) acknowledged.resolve({ id: message.loginPage.split("/approve/")[1] ?? "" });
  });
  const ended = new Promise<{ code: number; said: typeof said }>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve({ code, said }));
  });
  const opened = once(socket, "open");
  return {
    ended,
    acknowledged: acknowledged.promise,
    close: () => socket.close(),
    async say(...messages: (string | object)[]) {
      await opened;
      for (const one of messages) socket.send(typeof one === "string" ? one : JSON.stringify(one));
    },
  };
}

const statusOf = async ({ id }: { id: string }) =>
  (await grace.browser.get(`/v1/login-requests/${id}`)).body.data.status as string;

describe("a line ends without a token", () => {
  test.each([
    "none",
    "{}",
    '{"type":"hello"}',
    '"init"',
    "null",
    `{"type":"init","x":"${"x".repeat(2000)}"}`,
  ])("when it begins with %s", async (message) => {
    const line = openLine();
    await line.say(message);
    expect(await line.ended).toEqual({ code: 1008, said: [] });
  });

  test("when it begins twice", async () => {
    const line = openLine();
    await line.say({ type: "init" }, { type: "init" });
    const { code, said } = await line.ended;
    expect([code, said.filter(({ type }) => type === "login-success")]).toEqual([1008, []]);
  });

  test("when a page in a browser opened it", async () => {
    const socket = connect(Number(new URL(world.kw.url).port), "127.0.0.1");
    const lines = [
      "GET /v1/cli-login HTTP/1.1",
      `host: ${new URL(world.kw.url).host}`,
      "connection: Upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
      `origin: ${world.kw.publicUrl}`,
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    let answer = "";
    socket.on("data", (data) => (answer += data.toString("latin1")));
    await once(socket, "data");
    await expect.poll(() => answer).toContain("Not for browsers.");
    socket.destroy();
  });

  test("when nobody approves in time, and when the organization wants no such logins", async () => {
    const late = openLine();
    await late.say({ type: "init" });
    await world.expire(await late.acknowledged);
    expect((await late.ended).said.at(-1)).toEqual({
      type: "login-failure",
      message: "Nobody has approved the login in time.",
    });

    const off = openLine();
    await off.say({ type: "init" });
    const login = await off.acknowledged;
    await world.kw.operator.patchOwnOrg({ body: { deviceLogin: false } });
    expect((await approve(grace.browser, login)).body.code).toBe("device_login_off");
    await world.kw.operator.patchOwnOrg({ body: { deviceLogin: true } });
    off.close();
  });
});

test("whoever goes away leaves nothing that could still be approved", async () => {
  for (const leave of ["close", "abort"] as const) {
    const line = openLine();
    await line.say({ type: "init" });
    const login = await line.acknowledged;
    expect(await statusOf(login)).toBe("pending");
    if (leave === "close") line.close();
    else await line.say({ type: "aborted" });
    await expect.poll(() => statusOf(login)).toBe("expired");
    expect((await approve(grace.browser, login)).body.code).toBe("login_request_expired");
  }
});

test("the approved token comes over the line that asked for it, once", async () => {
  const [line, other] = [openLine(), openLine()];
  for (const one of [line, other]) await one.say({ type: "init" });
  await approve(grace.browser, await line.acknowledged);
  const { code, said } = await line.ended;
  expect([code, said.at(-1)]).toEqual([
    1000,
    { type: "login-success", apiToken: expect.any(String), contextName: "laptop" },
  ]);
  await world.kw.client(said.at(-1)?.apiToken ?? "").listProjects();
  expect(await statusOf(await other.acknowledged)).toBe("pending");
  other.close();
});
