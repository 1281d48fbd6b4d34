import { type Connector, connectorOf, type Http } from "@keywright/connectors";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { type Answering, startPlatform } from "../../test/platform.ts";
import { createPlatformHttp } from "./platform-http.ts";

const PRIVATE_TOO = { privateAddresses: true };
const PUBLIC = { privateAddresses: false };
const QUICK = { timeoutMs: 300, patienceMs: 1000, backOffMs: 5 };
const SECRET = "the-secret-of-the-credentials";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function platform(answering: Answering): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const { url, close } = await startPlatform((request, response) => {
    asked += 1;
    answering(request, response);
  });
  closing.push(close);
  return { url, asked: () => asked };
}

const http = (): Http => createPlatformHttp({ reach: PRIVATE_TOO, ...QUICK })();
const get = (url: string) => http()({ method: "GET", url, headers: { authorization: `Bearer ${SECRET}` } });
const northflank: Connector = connectorOf("northflank");
const listAt = async (url: string) => {
  const credentials = northflank.credentials.parse({ apiToken: SECRET, baseUrl: url });
  return northflank.places?.listProjects(http(), credentials);
};

describe("no connection is made", () => {
  test.each([
    "https://169.254.169.254/latest/meta-data",
    "http://169.254.169.254",
    "http://[::ffff:169.254.169.254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://[64:ff9b::a9fe:a9fe]",
    "http://[fe80::1]",
    "http://[fd00:ec2::254]",
    "http://2852039166",
    "http://0xa9fea9fe",
    "http://0.0.0.0",
    "http://user:word@127.0.0.1",
    "http://1.1.1.1",
    "ftp://127.0.0.1",
  ])("to %s, not even where private addresses are allowed", async (url) => {
    await expect(get(url)).rejects.toMatchObject({ code: "address_not_allowed" });
  });

  test.each([
    "https://localhost:1",
    "https://127.0.0.1:1",
    "https://[::1]:1",
    "https://10.0.0.1",
    "http://localhost:1",
  ])("to %s, where they are not", async (url) => {
    const strict = createPlatformHttp({ reach: PUBLIC, ...QUICK })();
    await expect(strict({ method: "GET", url })).rejects.toMatchObject({ code: "address_not_allowed" });
  });
});

test("a body arrives whole with every method that has one, DELETE too", async () => {
  const { url } = await platform((request, response) => {
    void text(request).then((body) => response.end(`${request.method} ${body}`));
  });
  for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
    expect((await http()({ method, url, body: "wörds" })).text).toBe(`${method} wörds`);
  }
});

describe("a platform that", () => {
  test("does not answer is given up in time, and asked no more than can help", async () => {
    const { url } = await platform(() => {});
    const startedAt = Date.now();
    await expect(get(url)).rejects.toMatchObject({ code: "platform_unreachable" });
    expect(Date.now() - startedAt).toBeLessThan(3000);
  });

  test("trickles is given up in time too", async () => {
    const { url } = await platform((_request, response) => {
      const dripping = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(dripping));
    });
    await expect(get(url)).rejects.toMatchObject({ code: "platform_unreachable" });
  });

  test("is not there is said not to be there, without what was sent", async () => {
    const { url, close } = await startPlatform(() => {});
    await close();
    const failed = await get(url).catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ code: "platform_unreachable" });
    expect(String((failed as Error).message)).toContain("ECONNREFUSED");
    expect(String((failed as Error).message)).not.toContain(SECRET);
  });

  test("wants no more requests is asked three times more, and then its answer stands", async () => {
    const { url, asked } = await platform((_request, response) => response.writeHead(429).end());
    expect((await get(url)).status).toBe(429);
    expect(asked()).toBe(4);
  });

  test("wants to be left alone for long is left alone", async () => {
    const { url, asked } = await platform((_request, response) =>
      response.writeHead(429, { "retry-after": "60" }).end(),
    );
    expect((await get(url)).status).toBe(429);
    expect(asked()).toBe(1);
  });

  test("hangs up is asked again, unless it may have done what it was asked", async () => {
    const { url, asked } = await platform((request) => request.socket.destroy());
    const post = { method: "POST", url } as const;
    await expect(http()(post)).rejects.toMatchObject({ code: "platform_unreachable" });
    expect(asked()).toBe(1);
    await expect(http()({ ...post, repeatable: true })).rejects.toMatchObject({
      code: "platform_unreachable",
    });
    expect(asked()).toBe(5);
  });

  test("has recovered by the second request is not noticed to have failed", async () => {
    let failing = true;
    const { url } = await platform((request, response) => {
      if (failing) request.socket.destroy();
      else response.end("well");
      failing = false;
    });
    expect(await get(url)).toMatchObject({ status: 200, text: "well" });
  });

  test("is broken is asked once", async () => {
    const { url, asked } = await platform((_request, response) => response.writeHead(500).end("<html>"));
    expect((await get(url)).status).toBe(500);
    expect(asked()).toBe(1);
  });

  test("sends elsewhere is not followed", async () => {
    const elsewhere = await platform((_request, response) => response.end());
    const { url } = await platform((_request, response) =>
      response.writeHead(302, { location: elsewhere.url }).end(),
    );
    expect((await get(url)).status).toBe(302);
    expect(elsewhere.asked()).toBe(0);
  });

  test("sends without end is cut off", async () => {
    const { url } = await platform((_request, response) => {
      const chunk = Buffer.alloc(256 * 1024);
      const more = () => void (response.destroyed || response.write(chunk, more));
      more();
    });
    await expect(get(url)).rejects.toMatchObject({ code: "too_large" });
  });

  test("lists pages without end is listened to for a while, and not for ever", async () => {
    let page = 0;
    const { url } = await platform((_request, response) => {
      page += 1;
      response.end(JSON.stringify({ data: { projects: [] }, pagination: { cursor: `page-${page}` } }));
    });
    await expect(listAt(url)).rejects.toMatchObject({ name: "ConnectorError" });
    expect(page).toBeLessThan(1000);
  });
});
