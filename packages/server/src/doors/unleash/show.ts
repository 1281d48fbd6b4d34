import { type Catalogue, hasId, type Reach } from "@keywright/policy";
import type { NarrowingClaim, Team } from "@keywright/verifier";
import type { TokenRow } from "../../tokens/find.ts";
import { kindOf } from "./kinds.ts";
import { ALL, type Kind } from "./messages.ts";

/** What there is in a team. */
interface InTeam {
  readonly catalogue: Catalogue;
  readonly team: Team;
}

const NOWHERE: Reach = { projects: { mode: "in", ids: new Set() }, environments: new Set() };

/** Where a token reaches, in the words of this API. A project that is gone is left out, and never widens what is left. */
export function showReach({ catalogue, team }: InTeam, roleId: string, narrowing: NarrowingClaim | null) {
  const reach = team.roles.byId(roleId)?.grantIn(catalogue).teams?.get(team.id) ?? NOWHERE;
  const { pr: named, e: listed } = narrowing ?? {};
  const isEverywhere = reach.projects.mode === "all" && named === undefined;
  const reached = [...team.projects].filter(
    ({ id }) => hasId(reach.projects, id) && (named?.includes(id) ?? true),
  );
  const within = [...(reach.environments ?? [ALL])];
  const environments = listed?.filter((name) => reach.environments?.has(name) ?? true) ?? within;
  return {
    projects: isEverywhere ? [ALL] : reached.map(({ slug }) => slug),
    environment: environments.join(","),
  };
}

/** The key under which a token is managed: of a secret one its id, for its value is shown once. */
export function showToken(row: TokenRow, place: InTeam, value: string | undefined) {
  const { projects, environment } = showReach(place, row.role_id, row.narrowing);
  return {
    secret: value ?? row.id,
    tokenName: row.name,
    type: kindOf(row.role_slug, row.exposure === "publishable"),
    project: projects.join(","),
    projects,
    environment,
    expiresAt: showInstant(row.expires_at),
    createdAt: row.created_at.toISOString(),
    alias: null,
    seenAt: showInstant(row.last_used_at),
    secure: row.exposure === "secret",
  };
}

/** The one answer with the value of a secret token. */
export function showCreated(row: TokenRow, place: InTeam, { type, value }: { type: Kind; value: string }) {
  const { expiresAt, seenAt: _never, ...shown } = showToken(row, place, value);
  return { ...shown, type, ...(expiresAt !== null && { expiresAt }) };
}

interface PersonalToken {
  readonly id: string;
  readonly name: string;
  readonly memberId?: string;
  readonly expiresAt: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export function showPersonal({ id, name, memberId, expiresAt, createdAt, lastUsedAt }: PersonalToken) {
  return { id, description: name, expiresAt, userId: memberId, createdAt, seenAt: lastUsedAt };
}

function showInstant(instant: Date | null): string | null {
  return instant && instant.toISOString();
}
