import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CiIssuer } from "../packages/server/test/ci-issuer.ts";

type Claims = Readonly<Record<string, string>>;

/** GitHub Actions as its jobs see it: they ask for a token, with credentials from their environment. */
export interface GithubActions {
  /** The environment of a job of which the tokens say this. */
  job(claims: Claims): Readonly<Record<string, string>>;
  close(): void;
}

export async function startGithubActions(ci: CiIssuer): Promise<GithubActions> {
  const jobs = new Map<string, Claims>();
  const server = createServer((request, response) => {
    const claims = jobs.get(request.headers.authorization ?? "");
    if (!claims) return void response.writeHead(401).end();
    const { searchParams } = new URL(request.url ?? "/", ci.issuer);
    void ci.sign({ aud: searchParams.get("audience"), ...claims }).then((value) => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ value }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`;
  return {
    job(claims) {
      const credentials = randomUUID();
      jobs.set(`Bearer ${credentials}`, claims);
      return {
        GITHUB_ACTIONS: "true",
        ACTIONS_ID_TOKEN_REQUEST_URL: url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: credentials,
      };
    },
    close: () => server.close().closeAllConnections(),
  };
}
