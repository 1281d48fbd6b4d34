import type { Exposure } from "@keywright/verifier";
import type { IncomingHttpHeaders } from "node:http";
import type { RulesInForce } from "../../route-rules/rules-in-force.ts";
import type { RouteTable } from "../../route-rules/route-table.ts";
import { FORWARDED_URI_HEADERS, type ForwardedRequest, readForwardedHeaders } from "./forwarded-request.ts";

/** What a gateway asks of a token. Without permissions any active token will do. */
export interface Question {
  readonly permissions: readonly string[];
  readonly team: string | undefined;
  readonly project: string | undefined;
  readonly environment: string | undefined;
  /** The only exposure that is taken; undefined: either. */
  readonly exposure: Exposure | undefined;
}

/** Why nothing can be asked: then nobody passes. */
export interface NoQuestion {
  readonly why: string;
}

export const FORWARD_AUTH_PATH = "/v1/forward-auth";

const PARAMETERS: readonly string[] = ["permission", "team", "project", "environment", "exposure"];
const PERMISSION = /^[a-z][a-z0-9-]*(?::[a-z0-9-]+){3}$/;

interface Asking {
  readonly method: string;
  /** As the gateway has sent it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * What a gateway wants to know:
 * - `/v1/forward-auth?permission=…`: the query names it;
 * - `/v1/forward-auth`: the rule for the method and path that the gateway's headers tell;
 * - `/v1/forward-auth/any/path?any=query`: the rule for this method and what follows the prefix (Envoy asks like that).
 * Only the gateway's own query counts: the client's, which some gateways pass along, says nothing.
 */
export function readQuestion(
  asking: Asking,
  rules: RulesInForce,
): Question | NoQuestion | Promise<Question | NoQuestion> {
  const { method, url, headers } = asking;
  const rest = url.slice(FORWARD_AUTH_PATH.length);
  const told = rest.startsWith("/") ? { method, uri: rest } : readForwardedHeaders(headers);
  const asked = rest.startsWith("?") ? readQuery(rest) : undefined;
  if (asked && asked.query.size > 0 && !isOfClient(asked.query, headers)) return asked.question;
  if (!told) {
    return { why: "The gateway must name a permission, or tell the method and the path of the request." };
  }
  const table = rules.current();
  return table instanceof Promise ? table.then((loaded) => fromRules(loaded, told)) : fromRules(table, told);
}

/** What a query asks for. A gateway asks few, over and over again. */
interface ReadQuery {
  readonly query: URLSearchParams;
  readonly question: Question | NoQuestion;
}

const QUERIES_KEPT_MAX = 1000;
/** Gateways' own are short: longer ones are the work of somebody who wants us to keep them. */
const QUERY_KEPT_MAX_LENGTH = 500;
const queries = new Map<string, ReadQuery>();

function readQuery(text: string): ReadQuery {
  const known = queries.get(text);
  if (known) return known;
  const query = new URLSearchParams(text);
  const read = { query, question: fromQuery(query) };
  if (text.length > QUERY_KEPT_MAX_LENGTH) return read;
  if (queries.size >= QUERIES_KEPT_MAX) queries.clear();
  queries.set(text, read);
  return read;
}

function fromRules(table: RouteTable, { method, uri }: ForwardedRequest): Question | NoQuestion {
  const match = table.match(method, uri);
  if (!match) return { why: "No rule fits the method and path, or the path is written in an unusual way." };
  const { rule, team, project, environment } = match;
  if (rule.access === "closed") return { why: "The rule for this method and path names no permission." };
  return { permissions: rule.permissions, team, project, environment, exposure: rule.exposure };
}

/**
 * Caddy, told to ask an address without a query, asks it with the client's. Else a client could name a permission that it
 * has: so a query of which every part stands in the client's own address is taken for the client's.
 */
function isOfClient(query: URLSearchParams, headers: IncomingHttpHeaders): boolean {
  return FORWARDED_URI_HEADERS.some((name) => {
    const uri = headers[name];
    if (typeof uri !== "string" || !uri.includes("?")) return false;
    const given = new URLSearchParams(uri.slice(uri.indexOf("?")));
    return [...query].every(([key, value]) => given.getAll(key).includes(value));
  });
}

function fromQuery(query: URLSearchParams): Question | NoQuestion {
  const names = [...query.keys()];
  const isKnown = names.every((name) => PARAMETERS.includes(name)) && new Set(names).size === names.length;
  const permission = query.get("permission") ?? "";
  const exposure = readExposure(query.get("exposure"));
  if (!isKnown || !PERMISSION.test(permission) || [...query.values()].includes("")) {
    return {
      why: `The gateway's query may have ${PARAMETERS.join(", ")}, each once and not empty; permission is needed.`,
    };
  }
  if (exposure === null)
    return { why: "The exposure that the gateway's query names is secret or publishable." };
  return {
    permissions: [permission],
    team: query.get("team") ?? undefined,
    project: query.get("project") ?? undefined,
    environment: query.get("environment") ?? undefined,
    exposure,
  };
}

/** Null for what is none. */
function readExposure(text: string | null): Exposure | undefined | null {
  if (text === null) return undefined;
  return text === "secret" || text === "publishable" ? text : null;
}
