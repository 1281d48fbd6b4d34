import { describe, expect, test } from "vitest";
import { createClient } from "./client.ts";
import { ApiError, ConnectionError } from "./errors.ts";
import type { Fetch } from "./settings.ts";

const encoder = new TextEncoder();

/** A client whose server answers a stream of these chunks and then, unless it says so, stays silent. */
function clientOf(chunks: readonly (string | Uint8Array)[], { ends = false, timeoutMs = 60_000 } = {}) {
  let hungUp = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      if (ends) controller.close();
    },
    cancel() {
      hungUp = true;
    },
  });
  const fetch: Fetch = async () => new Response(body);
  return { kw: createClient({ url: "http://127.0.0.1:1", fetch, timeoutMs }), hungUp: () => hungUp };
}

function clientThatIsRefused() {
  const problem = { code: "permission_missing", detail: "No.", requestId: "1", status: 403 };
  const fetch: Fetch = async () => new Response(JSON.stringify(problem), { status: 403 });
  return createClient({ url: "http://127.0.0.1:1", fetch });
}

describe("an event stream", () => {
  test("that is refused throws the refusal in the loop", async () => {
    await expect(clientThatIsRefused().followChanges().next()).rejects.toThrow(ApiError);
  });

  test("is the same messages however it is cut into chunks, and comments are none", async () => {
    const text = 'retry: 1000\n\ndata: {"revision":7}\n\n: still here\n\ndata: {"activity":true}\n\n';
    const bytes = encoder.encode(text);
    for (let size = 1; size <= bytes.length; size += 5) {
      const chunks = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
      const { kw } = clientOf(chunks, { ends: true });
      const changes = [];
      for await (const change of kw.followChanges()) changes.push(change);
      expect(changes).toEqual([{ revision: 7 }, { activity: true }]);
    }
  });

  test("is hung up by whoever leaves the loop", async () => {
    const { kw, hungUp } = clientOf(['data: {"revision":7}\n\n']);
    for await (const change of kw.followChanges()) {
      expect(change).toEqual({ revision: 7 });
      break;
    }
    expect(hungUp()).toBe(true);
  });
});

describe("an export", () => {
  test("that is refused throws the refusal", async () => {
    await expect(clientThatIsRefused().exportAuditEvents()).rejects.toMatchObject({
      code: "permission_missing",
    });
  });

  test("is answered before it has ended", async () => {
    const { kw } = clientOf(["id,at\n"]);
    const { body } = await kw.exportAuditEvents({ query: { format: "csv" } });
    const { value } = (await body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe("id,at\n");
  });

  test("without a server to answer is a failed connection", async () => {
    const kw = createClient({ url: "http://127.0.0.1:1", token: "t" });
    await expect(kw.exportAuditEvents()).rejects.toThrow(ConnectionError);
  });
});
