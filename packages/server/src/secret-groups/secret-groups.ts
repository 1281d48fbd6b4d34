import { type GroupType, slugFromName } from "@keywright/contract";
import type { Project, Team } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Targets } from "../db/schema.ts";
import { json } from "../db/json.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { newId } from "../ids.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { lockEnvironments } from "../projects/environments.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { deliverGroup } from "../secret-syncs/deliver.ts";
import { refuseGroupInUse } from "../secret-syncs/in-use.ts";
import { moveEnvironment } from "../secret-syncs/move-environment.ts";
import type { SeesSync } from "../secret-syncs/place.ts";
import {
  countSecretGroupRows,
  deleteSecretGroupRow,
  findSecretGroup,
  findSecretGroupForUpdate,
  insertSecretGroup,
  type SecretGroupRow,
  updateSecretGroup,
} from "./queries.ts";
import {
  changedNames,
  type GivenValues,
  NO_VALUES,
  openValues,
  replaceParts,
  replacesAll,
  sealValues,
} from "./values.ts";

export type GroupAction = "list" | "create" | "read-values" | "update" | "delete";
export type GroupKind = Pick<SecretGroupRow, "type" | "environment">;

/** What the caller may do with groups of a kind. The route could not ask: the two types have permissions of their own. */
export interface GroupAccess {
  allows(action: GroupAction, kind: GroupKind): boolean;
  /** Refuses, unless the caller may. */
  require(action: GroupAction, kind: GroupKind): void;
}

export interface GroupPlace {
  readonly orgId: string;
  readonly team: Pick<Team, "id" | "slug">;
  readonly project: Pick<Project, "id" | "slug">;
  readonly access: GroupAccess;
  readonly encryption: Encryption;
  readonly jobs: Jobs;
  /** The syncs that the caller may know of. */
  readonly seesSync: SeesSync;
}

export interface GroupFields {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly type: GroupType;
  readonly secretType: SecretGroupRow["secret_type"];
  readonly priority: number;
  readonly environment?: string | null | undefined;
  readonly tags?: string[] | undefined;
  readonly restrictions?: Targets | undefined;
  readonly secrets?: GivenValues | undefined;
}
type GroupPatch = { readonly [K in Exclude<keyof GroupFields, "type">]?: GroupFields[K] | undefined };

const NO_TARGETS: Targets = { restricted: false, nfObjects: [], tags: [], tagMatchCondition: "or" };

/** The group with its values still sealed, for someone who may read them. */
export async function readSecretGroup(db: Db, place: GroupPlace, slug: string): Promise<SecretGroupRow> {
  const row = await findSecretGroup(db, keyOf(place), slug);
  if (!row) throw new Refusal("not_found");
  place.access.require("read-values", row);
  return row;
}

export async function createSecretGroup(
  work: Work,
  place: GroupPlace,
  fields: GroupFields,
): Promise<SecretGroupRow> {
  const environments = await lockedEnvironments(work, place);
  return insert(work, place, fields, environments);
}

/** Creates the group, or replaces all of the one whose id the name gives: what is left out is emptied. */
export async function putSecretGroup(
  work: Work,
  place: GroupPlace,
  fields: GroupFields,
): Promise<SecretGroupRow> {
  // The lock is also what keeps a group of this name from being made meanwhile.
  const environments = await lockedEnvironments(work, place);
  const known = await findSecretGroupForUpdate(work.tx, keyOf(place), slugFromName(fields.name));
  if (!known) return insert(work, place, fields, environments);
  place.access.require("update", known);
  if (known.type !== fields.type) {
    throw refuseField(
      "validation_failed",
      "type",
      `The group ${known.slug} is of type ${known.type}, and that stays.`,
    );
  }
  const whole = {
    ...fields,
    description: fields.description ?? null,
    environment: fields.environment ?? null,
    tags: fields.tags ?? [],
    restrictions: fields.restrictions ?? NO_TARGETS,
    secrets: replaceParts(NO_VALUES, fields.secrets ?? {}),
  };
  return edit(work, place, known, whole, environments);
}

export async function patchSecretGroup(
  work: Work,
  place: GroupPlace,
  slug: string,
  fields: GroupPatch,
): Promise<SecretGroupRow> {
  const environments = await lockedEnvironments(work, place);
  const known = await findSecretGroupForUpdate(work.tx, keyOf(place), slug);
  if (!known) throw new Refusal("not_found");
  place.access.require("update", known);
  return edit(work, place, known, fields, environments);
}

export async function deleteSecretGroup(work: Work, place: GroupPlace, slug: string): Promise<void> {
  const row = await findSecretGroupForUpdate(work.tx, keyOf(place), slug);
  if (!row) throw new Refusal("not_found");
  place.access.require("delete", row);
  await refuseGroupInUse(work.tx, { orgId: place.orgId, groupId: row.id }, place.seesSync);
  await deleteSecretGroupRow(work.tx, place.orgId, row.id);
  work.recordEvent({ ...eventOn(row, place), action: "secret-group.delete", before: auditFields(row) });
}

export async function countSecretGroups(db: Db, orgId: string, projectId: string): Promise<number> {
  return countSecretGroupRows(db, { orgId, projectId });
}

async function insert(
  work: Work,
  place: GroupPlace,
  fields: GroupFields,
  environments: readonly string[],
): Promise<SecretGroupRow> {
  const { type, environment = null } = fields;
  place.access.require("create", { type, environment });
  refuseUnknownEnvironment(environment, environments);
  const slug = slugFromName(fields.name);
  const values = replaceParts(NO_VALUES, fields.secrets ?? {});
  const identity = { org_id: place.orgId, project_id: place.project.id, id: newId("grp") };
  const row = await insertSecretGroup(work.tx, {
    ...identity,
    ...(await sealValues(work, place.encryption, identity, values)),
    team_id: place.team.id,
    slug,
    name: fields.name,
    description: fields.description ?? null,
    type,
    secret_type: fields.secretType,
    priority: fields.priority,
    environment,
    tags: json(fields.tags ?? []),
    targets: json(fields.restrictions ?? NO_TARGETS),
    created_at: work.now,
    updated_at: work.now,
  });
  if (!row) throw refuseField("slug_taken", "name", `The project has a secret group ${slug} already.`);
  const after = { ...auditFields(row), secrets: changedNames(NO_VALUES, values) };
  work.recordEvent({ ...eventOn(row, place), action: "secret-group.create", after });
  return row;
}

async function edit(
  work: Work,
  place: GroupPlace,
  before: SecretGroupRow,
  fields: GroupPatch,
  environments: readonly string[],
): Promise<SecretGroupRow> {
  requireMove(place, before, fields, environments);
  const values = fields.secrets && (await openValues(work.tx, place.encryption, before));
  const replaced = values && replaceParts(values, fields.secrets ?? {});
  const row = await updateSecretGroup(work.tx, place.orgId, before.id, {
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.description !== undefined && { description: fields.description }),
    ...(fields.secretType !== undefined && { secret_type: fields.secretType }),
    ...(fields.priority !== undefined && { priority: fields.priority }),
    ...(fields.environment !== undefined && { environment: fields.environment }),
    ...(fields.tags !== undefined && { tags: json(fields.tags) }),
    ...(fields.restrictions !== undefined && { targets: json(fields.restrictions) }),
    ...(replaced && (await sealValues(work, place.encryption, before, replaced))),
    updated_at: work.now,
  });
  const changed = values && replaced && changedNames(values, replaced);
  await tellSyncs(work, place, { before, row, isOther: changed?.["variables"] !== undefined });
  work.recordEvent({
    ...eventOn(row, place),
    action: "secret-group.update",
    before: auditFields(before),
    after: { ...auditFields(row), ...(changed && { secrets: changed }) },
  });
  return row;
}

interface Edited {
  readonly before: SecretGroupRow;
  readonly row: SecretGroupRow;
  /** Whether variables are others. */
  readonly isOther: boolean;
}

async function tellSyncs(work: Work, place: GroupPlace, { before, row, isOther }: Edited): Promise<void> {
  const { orgId, jobs, seesSync } = place;
  const group = { orgId, groupId: row.id };
  if (row.environment !== before.environment) {
    await moveEnvironment(jobs, work, { ...group, environment: row.environment }, seesSync);
  }
  if (isOther) await deliverGroup(jobs, work, group);
}

function requireMove(
  { access }: GroupPlace,
  before: SecretGroupRow,
  { environment, secrets }: GroupPatch,
  environments: readonly string[],
): void {
  if (environment === undefined || environment === before.environment) return;
  access.require("update", { type: before.type, environment });
  // Values that come along are shown to whoever reads in that environment. Only who may read them can hand them on.
  if (environment !== null && !replacesAll(secrets)) access.require("read-values", before);
  refuseUnknownEnvironment(environment, environments);
}

/** Every write locks the project first and the group after it, as deleting the project does. */
async function lockedEnvironments(work: Work, { orgId, project }: GroupPlace): Promise<readonly string[]> {
  const environments = await lockEnvironments(work.tx, orgId, project.id);
  if (!environments) throw new Refusal("not_found");
  return environments;
}

function refuseUnknownEnvironment(environment: string | null, environments: readonly string[]): void {
  if (environment === null || environments.includes(environment)) return;
  throw refuseField("unknown_reference", "environment", `The project has no environment ${environment}.`);
}

function keyOf({ orgId, project }: GroupPlace) {
  return { orgId, projectId: project.id };
}

function eventOn(row: SecretGroupRow, { orgId, team, project }: GroupPlace) {
  return {
    orgId,
    team,
    projectSlug: project.slug,
    target: { type: "secret-group", id: row.slug, key: row.id, name: row.name },
  };
}

function auditFields({
  name,
  description,
  type,
  secret_type,
  priority,
  environment,
  tags,
  targets,
}: SecretGroupRow) {
  return {
    name,
    description,
    type,
    secretType: secret_type,
    priority,
    environment,
    tags,
    restrictions: targets,
  };
}
