import { api } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../../refusal.ts";
import type { TokenKind } from "../../roles/kind-roles.ts";
import { writeAs } from "../write.ts";
import { keepRole } from "./kept-role.ts";
import { roleOf } from "./kinds.ts";
import { ALL, isNameOfPlace, type NewProjectToken } from "./messages.ts";
import { admitTo, type Here, type PathParams } from "./place.ts";
import type { TokensDeps } from "./reading.ts";
import { showCreated } from "./show.ts";

export type NewToken = NewProjectToken & { readonly projects: readonly string[] };

/** Issues what this API calls a token of a kind: from the role that the team has for it, narrowed to what is named. */
export async function createToken(
  deps: TokensDeps,
  request: FastifyRequest,
  { found, here }: { readonly found: PathParams; readonly here: Here },
  { tokenName, type, expiresAt, ...reach }: NewToken,
) {
  const roleId = roleOf(type);
  const projects = readProjects(here, reach.projects);
  const environments = [readEnvironment(roleId, reach.environment)];
  await keepRole(deps, request, here, roleId);
  const admit = () => admitTo(deps, request, api.issueToken, found);
  return writeAs(deps, admit, async (work, at) => {
    const issuing = deps.tokens.issue(work, at, {
      name: tokenName,
      roleId,
      expiresAt,
      exposure: roleId === "frontend" ? "publishable" : "secret",
      narrowing: { ...(projects && { projects }), environments },
    });
    const { id, token } = await inTheirWords(issuing, reach.environment);
    return showCreated(await deps.tokens.read(work.tx, at, id), at, { type, value: token });
  });
}

/** One that names all means all, whatever else it names: undefined. */
function readProjects({ team }: Here, slugs: readonly string[]): string[] | undefined {
  if (slugs.includes(ALL)) return undefined;
  const unknown = slugs.find((slug) => !team.projects.bySlug(slug));
  if (unknown === undefined) return [...new Set(slugs)];
  throw new Refusal("unknown_reference", { detail: `Project=${unknown} does not exist` });
}

function readEnvironment(kind: TokenKind, environment: string): string {
  if (isNameOfPlace(environment)) return environment;
  if (environment !== ALL) throw unknownEnvironment(environment);
  const whose = kind === "frontend" ? "Frontend" : "Client";
  throw new Refusal("bad_request", { detail: `${whose} token cannot be scoped to all environments` });
}

async function inTheirWords<T>(issuing: Promise<T>, environment: string): Promise<T> {
  try {
    return await issuing;
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.code === "unknown_reference";
    throw isUnknown && error.fields?.["narrowing.environments"] ? unknownEnvironment(environment) : error;
  }
}

function unknownEnvironment(environment: string): Refusal {
  return new Refusal("unknown_reference", { detail: `Environment=${environment} does not exist` });
}
