import type { IncomingMessage, ServerResponse } from "node:http";
import { startPlatform } from "./platform.ts";

type Variables = Record<string, string>;

/** A request of a connection to Northflank. */
export interface Asked {
  readonly kind: "projects" | "groups" | "read" | "write";
  /** The secret group that it is about, if it is about one. */
  readonly groupId: string | undefined;
  /** As whom it was asked. */
  readonly apiToken: string;
  /** What is to be there. */
  readonly variables: Variables;
  readonly response: ServerResponse;
  /** Does what is asked, and says nothing. */
  arrive(): void;
  /** Says how it stands. */
  answer(): void;
}

export type Way = (asked: Asked) => void;

export interface GroupPlatform {
  readonly url: string;
  /** A secret group of the project `store`; answers its id, as the destination of a sync. */
  create(variables: Variables): { projectId: string; secretGroupId: string };
  at(groupId: string): Variables;
  /** What has arrived, by secret group and in its order. */
  readonly written: { readonly groupId: string; readonly variables: Variables }[];
  /** How requests about this secret group end from now on. */
  meddle(groupId: string, way: Way): void;
  leaveBe(): void;
  close(): Promise<void>;
}

export const asUsual: Way = ({ arrive, answer }) => {
  arrive();
  answer();
};

const KINDS: readonly [method: string, path: RegExp, kind: Asked["kind"]][] = [
  ["GET", /^\/v1\/projects$/, "projects"],
  ["GET", /^\/v1\/projects\/store\/secrets$/, "groups"],
  ["GET", /^\/v1\/projects\/store\/secrets\/([^/]+)\/details$/, "read"],
  ["PATCH", /^\/v1\/projects\/store\/secrets\/([^/]+)$/, "write"],
];

/** A platform that keeps secret groups as Northflank does, and does with requests what the test wants. */
export async function startGroupPlatform(): Promise<GroupPlatform> {
  const groups = new Map<string, Variables>();
  const ways = new Map<string, Way>();
  const written: GroupPlatform["written"] = [];

  const { url, close } = await startPlatform((request, response) => {
    void handle(request, response);
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const { pathname } = new URL(request.url ?? "", "http://platform");
    const found = KINDS.find(([method, path]) => request.method === method && path.test(pathname));
    const [, , kind = "projects"] = found ?? [];
    const [, groupId] = found?.[1].exec(pathname) ?? [];
    if (!found || (groupId !== undefined && !groups.has(groupId)))
      return say(response, 404, error("Not here."));
    const [, apiToken] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    if (apiToken === undefined) return say(response, 401, error("Who are you?"));
    const variables = kind === "write" ? (JSON.parse(text) as Patch).secrets.variables : {};
    const way = ways.get(groupId ?? "") ?? asUsual;
    way({
      ...{ kind, groupId, apiToken, variables, response },
      arrive: () => {
        if (kind !== "write" || groupId === undefined) return;
        groups.set(groupId, variables);
        written.push({ groupId, variables });
      },
      answer: () => say(response, 200, { data: dataOf(kind, groupId) }),
    });
  }

  function dataOf(kind: Asked["kind"], groupId: string | undefined): object {
    if (kind === "projects") return { projects: [{ id: "store", name: "Store" }] };
    if (groupId === undefined) return { secrets: [...groups.keys()].map((id) => ({ id, name: id })) };
    return { id: groupId, name: groupId, secrets: { variables: groups.get(groupId), files: {} } };
  }

  return {
    url,
    close,
    written,
    create(variables) {
      const secretGroupId = `group-${groups.size + 1}`;
      groups.set(secretGroupId, variables);
      return { projectId: "store", secretGroupId };
    },
    at: (groupId) => groups.get(groupId) ?? {},
    meddle: (groupId, way) => void ways.set(groupId, way),
    leaveBe: () => ways.clear(),
  };
}

interface Patch {
  readonly secrets: { readonly variables: Variables };
}

export function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function error(message: string): object {
  return { error: { message } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
