import type { RouteSpec } from "@keywright/contract";
import { z } from "zod";
import { Refusal } from "../refusal.ts";

const NO_QUERY = z.strictObject({});
/** Everything may be wrong with a request; the answer stays short all the same. */
const FIELDS_NAMED_MAX = 50;
const MESSAGES_PER_FIELD_MAX = 10;
const FIELD_NAME_MAX_LENGTH = 300;

/** Ids that cannot be ids name nothing. */
export function readParams(route: RouteSpec, raw: unknown): Record<string, string> {
  if (!route.params) return {};
  const parsed = route.params.safeParse(raw);
  if (!parsed.success) throw new Refusal("not_found");
  return parsed.data as Record<string, string>;
}

/** One of the two parts of a request that callers fill in; every field that is wrong is named. */
export function readPart(schema: z.ZodType | undefined, raw: unknown, part: "query" | "body"): unknown {
  if (!schema) {
    if (part === "query") return readPart(NO_QUERY, raw, part);
    return undefined;
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = fieldErrors(parsed.error.issues, part);
  const [field, messages] = Object.entries(fields)[0] ?? [part, ["is not valid"]];
  throw new Refusal("validation_failed", { detail: `${field}: ${messages[0]}`, fields });
}

/** Values are never repeated: they may be secrets. */
function fieldErrors(issues: readonly z.core.$ZodIssue[], part: string): Record<string, string[]> {
  // A Map, because a field may be called `constructor`.
  const fields = new Map<string, string[]>();
  for (const issue of issues) {
    if (fields.size >= FIELDS_NAMED_MAX) break;
    for (const [name, message] of namedErrors(issue, part).slice(0, FIELDS_NAMED_MAX)) {
      const field = name.slice(0, FIELD_NAME_MAX_LENGTH);
      const messages = fields.get(field) ?? [];
      if (messages.length < MESSAGES_PER_FIELD_MAX) fields.set(field, [...messages, message]);
    }
  }
  return Object.fromEntries(fields);
}

function namedErrors(issue: z.core.$ZodIssue, part: string): [string, string][] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => [[...path, key].join("."), "is not a field here"]);
  }
  if (issue.code === "invalid_union") {
    const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    if (closest.length > 0) {
      return closest.flatMap((inner) =>
        namedErrors({ ...inner, path: [...issue.path, ...inner.path] }, part),
      );
    }
  }
  return [[path.join(".") || part, issue.message]];
}
