import { ORIGIN_MAX_LENGTH, TOKEN_MAX_LENGTH, VERIFY_CHECKS_MAX } from "@keywright/contract";
import { z } from "zod";

// OpenID AuthZEN Authorization API 1.0, sections 5 to 7. Fields that nobody knows are passed over: `properties` and
// `context` are anybody's, and a later version may add others.

const Text = z.string().max(200);
/** Longer than any token can be: then the decision says that it is malformed. */
const Id = z.string().max(TOKEN_MAX_LENGTH * 16);

const Subject = z.object({ type: Text, id: Id });
const Action = z.object({ name: Text });
const Resource = z.object({
  type: Text,
  id: Text,
  properties: z
    .object({
      organization: Text.optional(),
      team: Text.optional(),
      environment: Text.optional(),
    })
    .optional(),
});
const Context = z.object({
  ip: Text.optional(),
  origin: z.string().max(ORIGIN_MAX_LENGTH).optional(),
  exposure: z.enum(["secret", "publishable"]).optional(),
});

export const Evaluation = z.object({
  subject: Subject,
  action: Action,
  resource: Resource,
  context: Context.optional(),
});
export type Evaluation = z.output<typeof Evaluation>;

const Json = z.record(z.string(), z.unknown());

/** The defaults of several evaluations need not be whole, and each evaluation is judged by itself. */
export const Evaluations = z.object({
  subject: Json.optional(),
  action: Json.optional(),
  resource: Json.optional(),
  context: Json.optional(),
  evaluations: z.array(z.unknown()).min(1).max(VERIFY_CHECKS_MAX),
  options: z
    .object({
      evaluations_semantic: z
        .enum(["execute_all", "deny_on_first_deny", "permit_on_first_permit"])
        .default("execute_all"),
    })
    .prefault({}),
});
export type Evaluations = z.output<typeof Evaluations>;

/** What an evaluation is about that leaves some of it to the defaults. Undefined when it is no object. */
export function withDefaults(one: unknown, defaults: Evaluations): Record<string, unknown> | undefined {
  const given = Json.safeParse(one).data;
  return (
    given && {
      subject: entity(given["subject"], defaults.subject),
      action: entity(given["action"], defaults.action),
      resource: entity(given["resource"], defaults.resource),
      context: given["context"] ?? defaults.context,
    }
  );
}

const IDENTIFIERS: ReadonlySet<string> = new Set(["type", "id", "name"]);

/** An entity replaces its default whole; only what identifies it may still come from there, never its properties. */
function entity(given: unknown, fallback: Record<string, unknown> | undefined): unknown {
  const own = Json.safeParse(given).data;
  if (given === undefined) return fallback;
  if (!own || !fallback) return given;
  const identifiers = Object.entries(fallback).filter(([name]) => IDENTIFIERS.has(name));
  return { ...Object.fromEntries(identifiers), ...own };
}
