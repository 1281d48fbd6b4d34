import type { IncomingHttpHeaders } from "node:http";
import type { RulesInForce } from "../../route-rules/rules-in-force.ts";
import { readForwardedHeaders } from "./forwarded-request.ts";

/** What a gateway asks of a token. Without permissions any active token will do. */
export interface Question {
  readonly permissions: readonly string[];
  readonly team: string | undefined;
  readonly project: string | undefined;
  readonly environment: string | undefined;
}

/** Why nothing can be asked: then nobody passes. */
export interface NoQuestion {
  readonly why: string;
}

export const FORWARD_AUTH_PATH = "/v1/forward-auth";

const PARAMETERS: readonly string[] = ["permission", "team", "project", "environment"];
const PERMISSION = /^[a-z][a-z0-9-]*(?::[a-z0-9-]+){3}$/;

interface Asking {
  readonly method: string;
  /** As the gateway has sent it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * What a gateway wants to know:
 * - `/v1/forward-auth?permission=…`: the query names it, and is the gateway's own;
 * - `/v1/forward-auth`: the rule for the method and path that the gateway's headers tell;
 * - `/v1/forward-auth/any/path?any=query`: the rule for this method and what follows the prefix (Envoy asks like that). The
 *   query is the client's here, and says nothing.
 */
export async function readQuestion(asking: Asking, rules: RulesInForce): Promise<Question | NoQuestion> {
  const { method, url, headers } = asking;
  const rest = url.slice(FORWARD_AUTH_PATH.length);
  if (rest.startsWith("?") && rest.length > 1) return fromQuery(rest.slice(1));
  const request = rest.startsWith("/") ? { method, uri: rest } : readForwardedHeaders(headers);
  if (!request) {
    return { why: "The gateway must name a permission, or tell the method and the path of the request." };
  }
  const match = (await rules.current()).match(request.method, request.uri);
  if (!match) return { why: "No rule fits the method and path, or the path is written in an unusual way." };
  const { rule, team, project, environment } = match;
  if (rule.access === "closed") return { why: "The rule for this method and path names no permission." };
  return { permissions: rule.permissions, team, project, environment };
}

function fromQuery(text: string): Question | NoQuestion {
  const query = new URLSearchParams(text);
  const names = [...query.keys()];
  const isKnown = names.every((name) => PARAMETERS.includes(name)) && new Set(names).size === names.length;
  const permission = query.get("permission") ?? "";
  if (!isKnown || !PERMISSION.test(permission) || [...query.values()].includes("")) {
    return {
      why: `The gateway's query may have ${PARAMETERS.join(", ")}, each once and not empty; permission is needed.`,
    };
  }
  return {
    permissions: [permission],
    team: query.get("team") ?? undefined,
    project: query.get("project") ?? undefined,
    environment: query.get("environment") ?? undefined,
  };
}
