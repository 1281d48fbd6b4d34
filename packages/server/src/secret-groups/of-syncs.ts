import { VARIABLES_MAX } from "@keywright/contract";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { lockEnvironments } from "../projects/environments.ts";
import { Refusal } from "../refusal.ts";
import {
  findSecretGroup,
  findSecretGroupById,
  findSecretGroupForUpdate,
  type SecretGroupRow,
  updateSecretGroup,
} from "./queries.ts";
import { changedNames, openValues, sealValues } from "./values.ts";

type Variables = ReadonlyMap<string, string>;

/** The group's variables as they are now. */
export async function groupVariables(
  db: Db,
  encryption: Encryption,
  { orgId, groupId }: { readonly orgId: string; readonly groupId: string },
): Promise<Variables> {
  const row = await findSecretGroupById(db, orgId, groupId);
  if (!row) throw new Refusal("not_found", { detail: "The secret group is gone." });
  return new Map(Object.entries((await openValues(db, encryption, row)).variables));
}

/** What is to be delivered from; whether the caller may is asked of the kind of group that it turns out to be. */
export async function findGroupToDeliver(
  db: Db,
  project: { readonly orgId: string; readonly projectId: string },
  slug: string,
): Promise<SecretGroupRow | undefined> {
  return findSecretGroup(db, project, slug);
}

export interface Imported {
  readonly group: SecretGroupRow;
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** Puts variables into the group, beside or instead of those that it has. The event is the caller's. */
export async function importVariables(
  work: Work,
  encryption: Encryption,
  { orgId, groupId }: { readonly orgId: string; readonly groupId: string },
  merge: (present: Variables) => Variables,
): Promise<Imported> {
  const found = await findSecretGroupById(work.tx, orgId, groupId);
  const projectId = found?.project_id ?? "";
  // In the order of all that writes groups: first the project.
  const environments = await lockEnvironments(work.tx, orgId, projectId);
  const group =
    found && environments && (await findSecretGroupForUpdate(work.tx, { orgId, projectId }, found.slug));
  if (!group || group.id !== groupId) throw new Refusal("not_found", { detail: "The secret group is gone." });
  const before = await openValues(work.tx, encryption, group);
  const variables = Object.fromEntries(merge(new Map(Object.entries(before.variables))));
  if (Object.keys(variables).length > VARIABLES_MAX) {
    throw new Refusal("validation_failed", {
      detail: `The secret group would have more than ${VARIABLES_MAX} variables. Nothing was imported.`,
    });
  }
  const after = { ...before, variables };
  const { added = [], changed = [] } = changedNames(before, after)["variables"] ?? {};
  if (added.length + changed.length > 0) {
    const sealed = await sealValues(work, encryption, group, after);
    await updateSecretGroup(work.tx, orgId, groupId, { ...sealed, updated_at: work.now });
  }
  return { group, added, changed };
}
