import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { SecretGroupRow } from "./queries.ts";

/** What a secret group keeps, in its three parts; each maps names to values. */
export interface GroupValues {
  readonly variables: Record<string, string>;
  readonly files: Record<string, { data: string; encoding: string }>;
  readonly dockerSecretMounts: Record<string, string>;
}

export type GivenValues = { readonly [Part in keyof GroupValues]?: GroupValues[Part] | undefined };

export const NO_VALUES: GroupValues = { variables: {}, files: {}, dockerSecretMounts: {} };
const PARTS = Object.keys(NO_VALUES) as (keyof GroupValues)[];

/** A part that is given replaces that part whole; a part left out stays. */
export function replaceParts(values: GroupValues, given: GivenValues): GroupValues {
  return {
    variables: given.variables ?? values.variables,
    files: given.files ?? values.files,
    dockerSecretMounts: given.dockerSecretMounts ?? values.dockerSecretMounts,
  };
}

export function replacesAll(given: GivenValues | undefined): boolean {
  return PARTS.every((part) => given?.[part] !== undefined);
}

/** For the audit: the names that came, went or got another value, by part. Nothing of the values, not even a length. */
export function changedNames(
  before: GroupValues,
  after: GroupValues,
): Record<string, Record<string, string[]>> {
  const changes = PARTS.map((part) => [part, changedIn(before[part], after[part])] as const);
  return Object.fromEntries(changes.filter(([, names]) => Object.keys(names).length > 0));
}

function changedIn(before: object, after: object): Record<string, string[]> {
  // Maps, because a variable may be called `constructor`.
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const lists = {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now.keys()].filter((name) => old.has(name) && !sameValue(old.get(name), now.get(name))),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, names]) => names.length > 0));
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

type RowIdentity = Pick<SecretGroupRow, "org_id" | "project_id" | "id">;

export async function sealValues(
  work: Work,
  encryption: Encryption,
  group: RowIdentity,
  values: GroupValues,
) {
  const text = JSON.stringify(values);
  const sealed = await encryption.seal(work.tx, group.org_id, sealingIdentity(group), text, work.now);
  return { data_key_id: sealed.dataKeyId, ciphertext: sealed.ciphertext };
}

export async function openValues(db: Db, encryption: Encryption, row: SecretGroupRow): Promise<GroupValues> {
  const sealed = { dataKeyId: row.data_key_id, ciphertext: row.ciphertext };
  return JSON.parse(await encryption.open(db, row.org_id, sealingIdentity(row), sealed)) as GroupValues;
}

/** The organization is bound in as the scope. */
function sealingIdentity({ project_id, id }: RowIdentity): string {
  return `secret-group\0${project_id}\0${id}`;
}
