import { slugFromName } from "@keywright/contract";
import type { CallOptions, Client } from "@keywright/sdk";
import type { Level } from "./access.ts";
import { changes, rolesAt } from "./roles-at.ts";
import type { Step, StepOf } from "./steps.ts";
import { projectBody, settingsBody, trustRuleBody } from "./to-api.ts";

export interface Target {
  readonly api: Client;
  readonly teamId: string;
  /** Of members, also those that the steps before have invited; by level and e-mail address. */
  readonly memberIds: Readonly<Record<Level, Map<string, string>>>;
  readonly trustRuleIds: ReadonlyMap<string, string>;
}

/** What a step brought with it. */
export interface Outcome {
  readonly revokedTokens?: number;
  /** Somebody is invited whom no mail reaches. */
  readonly needsLink?: true;
  /** What would make a trust rule safer. */
  readonly advice?: readonly string[];
}

/** Makes a client's options for one request of a step; the same request has the same key when it is sent again. */
export type Options = (part?: string) => CallOptions;

export async function doStep(target: Target, step: Step, options: Options): Promise<Outcome> {
  switch (step.kind) {
    case "permissions":
      return putPermissions(target, step, options);
    case "settings":
      return patchSettings(target, step, options);
    case "project":
      return doProject(target, step, options);
    case "role":
      return doRole(target, step, options);
    case "member":
      return invite(target, step, options);
    case "hold":
      return doHold(target, step, options);
    case "trust rule":
      return doTrustRule(target, step, options);
  }
}

async function putPermissions(
  { api }: Target,
  step: StepOf<"permissions">,
  options: Options,
): Promise<Outcome> {
  const wanted = "after" in step ? Object.entries(step.after) : [];
  const permissions = wanted.map(([permission, flags]) => ({ permission, ...flags }));
  await api.putCatalogue({ body: { permissions } }, options());
  return {};
}

async function patchSettings(target: Target, step: StepOf<"settings">, options: Options): Promise<Outcome> {
  const { api, teamId } = target;
  if (step.action !== "edit") return {};
  const { personalTokensMax, ...ofBoth } = settingsBody(changes(step.before, step.after));
  if (step.level === "org") await api.patchOwnOrg({ body: { ...ofBoth, personalTokensMax } }, options());
  else await api.patchTeam({ params: { teamId }, body: ofBoth }, options());
  return {};
}

async function doProject(target: Target, step: StepOf<"project">, options: Options): Promise<Outcome> {
  const { api, teamId } = target;
  const { id: projectId } = step;
  const params = { teamId, projectId };
  if (step.action === "delete") {
    await api.deleteProject({ params }, options());
  } else if (step.action === "edit") {
    const bodyOf = (project: typeof step.after) => ({ name: project.name, ...projectBody(project) });
    await api.patchProject({ params, body: changes(bodyOf(step.before), bodyOf(step.after)) }, options());
  } else {
    const { name } = step.after;
    const body = { name: nameFor(projectId, name), ...projectBody(step.after) };
    await api.createProject({ params: { teamId }, body }, options());
    if (body.name !== name) await api.patchProject({ params, body: { name } }, options("name"));
  }
  return {};
}

/** The id is made from the name and stays when it changes: what has been renamed is made under its id first. */
function nameFor(id: string, name: string): string {
  return slugFromName(name) === id ? name : id;
}

async function doRole(target: Target, step: StepOf<"role">, options: Options): Promise<Outcome> {
  const roles = rolesAt(step.level, target.api, target.teamId);
  if (step.action === "delete") {
    const { revokedTokens } = await roles.delete(step.id, options());
    return { revokedTokens };
  }
  if (step.action === "edit") {
    await roles.edit(step.id, step.before, step.after, options());
    return {};
  }
  const first = nameFor(step.id, step.after.name);
  await roles.create(first, step.after, options());
  if (first !== step.after.name) await roles.rename(step.id, step.after.name, options("name"));
  return {};
}

async function invite(target: Target, step: StepOf<"member">, options: Options): Promise<Outcome> {
  if (step.action !== "create") return {};
  const roles = rolesAt(step.level, target.api, target.teamId);
  const { id, invitation } = await roles.invite(step.id, step.after.roles, options());
  target.memberIds[step.level].set(step.id, id);
  // The link itself is a secret, and what a job prints is read by many.
  return invitation?.link === undefined ? {} : { needsLink: true };
}

async function doHold(target: Target, step: StepOf<"hold">, options: Options): Promise<Outcome> {
  const roles = rolesAt(step.level, target.api, target.teamId);
  const memberId = target.memberIds[step.level].get(step.id) ?? "";
  if (step.action === "create") await roles.grant(step.after.role, memberId, options());
  if (step.action !== "delete") return {};
  const { revokedTokens } = await roles.release(step.before.role, memberId, options());
  return { revokedTokens };
}

async function doTrustRule(target: Target, step: StepOf<"trust rule">, options: Options): Promise<Outcome> {
  const { api, teamId, trustRuleIds } = target;
  const params = { teamId, trustRuleId: trustRuleIds.get(step.id) ?? "" };
  if (step.action === "create") {
    const body = { name: step.id, ...trustRuleBody(step.after) };
    const { advice } = await api.createTrustRule({ params: { teamId }, body }, options());
    return { advice };
  }
  if (step.action === "delete") {
    const { revokedTokens } = await api.deleteTrustRule({ params }, options());
    return { revokedTokens };
  }
  const cleared = step.before.narrowing && !step.after.narrowing ? { narrowing: null } : {};
  const body = { ...changes(trustRuleBody(step.before), trustRuleBody(step.after)), ...cleared };
  const { revokedTokens, advice } = await api.patchTrustRule({ params, body }, options());
  return { revokedTokens, advice };
}
