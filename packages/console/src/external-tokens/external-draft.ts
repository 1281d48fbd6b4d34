import type { AvailableConnection } from "../secret-syncs/sync-draft.ts";
import { expiry } from "../tokens/issue-form.ts";
import { NO_EXPIRY } from "../tokens/lifetimes.ts";
import type { SpecField } from "./external-token.ts";

/** An external token while it is filled in. */
export interface ExternalDraft {
  readonly name: string;
  readonly description: string;
  readonly connection: AvailableConnection | null;
  readonly spec: Readonly<Record<string, string>>;
  /** A value of `lifetimesUnder`. */
  readonly lifetime: string;
  readonly day: string;
}

export const BLANK_DRAFT: ExternalDraft = {
  name: "",
  description: "",
  connection: null,
  spec: {},
  lifetime: NO_EXPIRY,
  day: "",
};

/** Fields that were left empty are left out. */
export function bodyOf({ name, description, connection, spec, lifetime, day }: ExternalDraft) {
  return {
    name,
    ...(description !== "" && { description }),
    connectionId: connection?.id ?? "",
    spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value.trim() !== "")),
    ...expiry(lifetime, day),
  };
}
export type ExternalBody = ReturnType<typeof bodyOf>;

export function isWhole(
  { name, connection, spec }: ExternalDraft,
  fields: readonly SpecField[] | undefined,
): boolean {
  const isGiven = ({ name: field, optional, default: unlessGiven }: SpecField) =>
    optional === true || unlessGiven !== undefined || (spec[field] ?? "").trim() !== "";
  return name.trim() !== "" && connection !== null && fields !== undefined && fields.every(isGiven);
}

/** What was chosen inside of something else is not in what is chosen instead: the fields after it begin anew. */
export function withChoice(
  spec: ExternalDraft["spec"],
  fields: readonly SpecField[],
  field: SpecField,
  { value, called }: { readonly value: string; readonly called?: string },
): Record<string, string> {
  const after = fields.slice(fields.indexOf(field) + 1).filter(({ listed }) => listed);
  const dropped = new Set(after.flatMap(({ name, nameField }) => [name, ...(nameField ? [nameField] : [])]));
  const kept = Object.fromEntries(Object.entries(spec).filter(([name]) => !dropped.has(name)));
  const { name, nameField } = field;
  return { ...kept, [name]: value, ...(nameField && called !== undefined && { [nameField]: called }) };
}
