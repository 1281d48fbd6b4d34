import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());

test("a gateway's question that asks for another protocol is answered, and keeps no connection", async () => {
  const socket = connect(Number(new URL(kw.url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += String(data)));
  // Not ended by the client: the connection closes because the server closes it.
  const headers = "host: x\r\nconnection: Upgrade\r\nupgrade: websocket";
  socket.write(`GET /v1/forward-auth HTTP/1.1\r\n${headers}\r\n\r\n`);
  await once(socket, "close");
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});
