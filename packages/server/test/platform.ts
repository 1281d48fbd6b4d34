import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** Another platform, answering as told, on a loopback port of its own. */
export async function startPlatform(answering: Answering): Promise<{ url: string; close(): Promise<void> }> {
  const server = await listening(createServer(answering));
  return {
    url: urlOf(server),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const WELCOMING = /^Bearer (\w[\w-]*)-token$/;

/**
 * To whoever comes with `<name>-token` there is one project, `<name>-place`, with one secret group in it, which takes
 * variables and stays empty; and tokens are made as another Keywright makes them.
 */
const welcome: Answering = ({ method = "", url = "", headers }, response) => {
  const name = WELCOMING.exec(headers.authorization ?? "")?.[1];
  const answer = (status: number, body: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (name === undefined) return answer(401, { error: { message: "Who are you?" } });
  const place = `${name}-place`;
  const { pathname } = new URL(url, "http://platform");
  if (pathname === "/v1/me") return answer(200, { data: { principal: { type: "token" } } });
  if (pathname === "/v1/projects") return answer(200, { data: { projects: [{ id: place, name: place }] } });
  if (pathname.startsWith("/v1/tokens") || pathname === "/v1/issuable-roles") {
    return answer(200, { data: mintingAnswer(method, pathname, name) });
  }
  const settings = `/v1/projects/${place}/secrets/settings`;
  if (pathname === settings || pathname === `${settings}/details`) {
    return answer(200, { data: { secrets: { variables: {} } } });
  }
  if (pathname !== `/v1/projects/${place}/secrets`) return answer(404, { error: { message: "Not here." } });
  return answer(200, { data: { secrets: [{ id: "settings", name: "Settings" }] } });
};

let minted = 0;

function mintingAnswer(method: string, pathname: string, name: string): object {
  if (pathname === "/v1/issuable-roles") return { roles: [{ id: "ci", name: "CI", owners: ["team"] }] };
  if (method === "GET") return { tokens: [] };
  if (method === "DELETE") return { id: pathname.split("/").at(-1) };
  minted += 1;
  return { id: `${name}-${minted}`, token: `${name}-minted-${minted}`, expiresAt: null };
}

const welcoming = await listening(createServer(welcome).unref());

/** What connects to a platform that is always there. */
export function welcomed(name: string) {
  const credentials = { apiToken: `${name}-token`, baseUrl: urlOf(welcoming) };
  return { app: "northflank", method: "api-token", credentials };
}

/** The same, to where tokens can be made. */
export function welcomedToMint(name: string) {
  return { ...welcomed(name), app: "keywright" };
}

export function welcomedTo(name: string): string {
  return `${name}-place`;
}
