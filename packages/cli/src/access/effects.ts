import type { Api, DataOf } from "@keywright/contract";
import type { ApiError, Client } from "@keywright/sdk";
import { differences } from "./differences.ts";
import type { Present } from "./present.ts";
import { reachIn } from "./reach-in.ts";
import { rolesAt } from "./roles-at.ts";
import type { Step, StepOf } from "./steps.ts";
import { type Named, NAMES_MAX, ownTokensOf, tokensOf, unlessForbidden } from "./tokens-of.ts";

/** Whom a step touches, beyond what it changes itself. */
export interface Effect {
  readonly tokens?: Named;
  readonly people?: Named;
  /** These tokens end for good. */
  readonly revokes?: true;
  /** The one that asks is among them. */
  readonly own?: true;
  /** Permissions, wildcards expanded. */
  readonly gains?: readonly string[];
  readonly loses?: readonly string[];
  /** Calls of the last 30 days that would have been refused. */
  readonly refusedCalls?: readonly RefusedCalls[];
  /** Roles whose restriction lists what goes. */
  readonly roles?: readonly string[];
  /** Trust rules that go along. */
  readonly trustRules?: readonly string[];
  /** Why it would be refused, where the server says so beforehand. */
  readonly refusal?: { readonly status: number; readonly code: string; readonly message: string };
}

interface RefusedCalls {
  readonly permission: string;
  readonly calls: number;
  readonly tokens: number;
}

export interface Foreseen {
  readonly step: Step;
  readonly effect: Effect;
}

interface Asked {
  readonly api: Client;
  readonly teamId: string;
  readonly present: Present;
  /** Whoever asks. */
  readonly me: DataOf<Api["getMe"]>;
}

/** Asks the server what each step would do. Changes nothing. */
export async function foresee(asked: Asked, steps: readonly Step[]): Promise<Foreseen[]> {
  const foreseen: Foreseen[] = [];
  for (const step of steps) foreseen.push({ step, effect: await effectOf(asked, step) });
  return foreseen;
}

async function effectOf(asked: Asked, step: Step): Promise<Effect> {
  switch (step.kind) {
    case "role":
      return effectOnRole(asked, step);
    case "hold":
      return effectOnHold(asked, step);
    case "trust rule":
      return effectOnTrustRule(asked, step);
    case "project":
      return step.action === "delete" ? { roles: rolesListing(asked.present, step.id) } : {};
    case "permissions":
    case "settings":
    case "member":
      return {};
  }
}

async function effectOnRole(asked: Asked, step: StepOf<"role">): Promise<Effect> {
  if (step.action === "create") return {};
  if (step.action === "delete") {
    const trustRules = await trustRulesFrom(asked, step);
    return {
      ...(await holdersOf(asked, step)),
      revokes: true,
      ...(isOwnRole(asked, step) && { own: true }),
      ...(trustRules.length > 0 && { trustRules }),
    };
  }
  const authority = ({ permissions, restrictions }: typeof step.after) => ({ permissions, restrictions });
  if (differences(authority(step.before), authority(step.after)).length === 0) return {};
  return { ...(await holdersOf(asked, step)), ...(await previewOf(asked, step)) };
}

function isOwnRole({ me: { principal }, teamId }: Asked, { level, id }: StepOf<"role">): boolean {
  return principal.role === id && principal.team === (level === "team" ? teamId : undefined);
}

/** Where the file speaks of trust rules, those of the role are gone by then, or the role is still needed. */
async function trustRulesFrom(
  { api, teamId, present }: Asked,
  { level, id }: StepOf<"role">,
): Promise<string[]> {
  if (level === "org" || present.access.team?.trustRules) return [];
  const rules = await unlessForbidden(Array.fromAsync(api.listTrustRules.rows({ params: { teamId } })));
  return (rules ?? []).filter(({ roleId }) => roleId === id).map(({ name }) => name);
}

async function holdersOf({ api, teamId, present }: Asked, { level, id }: StepOf<"role">): Promise<Effect> {
  const facts = present.levels[level]?.roles.get(id);
  const known = present.access[level]?.roles?.get(id)?.members;
  const tokens = facts?.tokens ? await tokensOf(api, { level, teamId }, { roleId: id }) : undefined;
  const people = known ?? (facts?.members ? await rolesAt(level, api, teamId).holders(id, NAMES_MAX) : []);
  return {
    tokens: { count: facts?.tokens ?? 0, names: tokens?.names ?? [] },
    people: { count: facts?.members ?? 0, names: people.slice(0, NAMES_MAX) },
  };
}

/** What cannot be previewed: that which names something that does not exist yet, and what is not for this token to see. */
const NO_PREVIEW = new Set(["unknown_reference", "unknown_permission", "permission_missing"]);

async function previewOf({ api, teamId }: Asked, step: StepOf<"role"> & { action: "edit" }): Promise<Effect> {
  try {
    const preview = await rolesAt(step.level, api, teamId).preview(step.id, step.before, step.after);
    return { gains: preview.added, loses: preview.removed, refusedCalls: preview.refusedCalls30d };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { status, code, message } = error;
    return NO_PREVIEW.has(code) ? {} : { refusal: { status, code, message } };
  }
}

/** By name: the SDK is loaded by those who call it. */
function isRefusal(error: unknown): error is ApiError {
  return error instanceof Error && error.name === "ApiError";
}

/** Whoever loses a role loses their own tokens of it. */
async function effectOnHold({ api, teamId, present }: Asked, step: StepOf<"hold">): Promise<Effect> {
  if (step.action !== "delete") return {};
  const memberId = present.levels[step.level]?.memberIds.get(step.id) ?? "";
  const which = { roleId: step.before.role, memberId };
  const tokens = await ownTokensOf(api, { level: step.level, teamId }, which);
  return tokens ? { tokens, revokes: true } : {};
}

/** What a rule has issued is revoked, unless no more than its description is edited. */
async function effectOnTrustRule(
  { api, teamId, present }: Asked,
  step: StepOf<"trust rule">,
): Promise<Effect> {
  if (step.action === "create") return {};
  const changed = step.action === "edit" ? differences(step.before, step.after) : [];
  if (step.action === "edit" && changed.every(({ field }) => field === "description")) return {};
  const createdBy = present.levels.team?.trustRuleIds.get(step.id) ?? "";
  const tokens = await tokensOf(api, { level: "team", teamId }, { createdBy });
  return tokens ? { tokens, revokes: true } : {};
}

function rolesListing({ access, teamId = "" }: Present, project: string): string[] {
  const roles = [...(access.team?.roles ?? []), ...(access.org?.roles ?? [])];
  return roles
    .filter(([, { definition }]) => reachIn(definition?.restrictions, teamId)?.projects.includes(project))
    .map(([id]) => id);
}
