import type { z } from "@keywright/contract";
import { AccessFile } from "./access-file.ts";
import { didYouMean } from "./closest.ts";
import { accessJsonSchema } from "./json-schema.ts";
import type { Problem } from "./problems.ts";

type Issue = z.core.$ZodIssue;

interface FormProblem extends Omit<Problem, "path"> {
  readonly path: readonly PropertyKey[];
}

/** A document's value as an access file, or all that is wrong with its form. */
export function readForm(value: unknown): { file?: AccessFile; problems: FormProblem[] } {
  const { success, data, error } = AccessFile.safeParse(value, { reportInput: true });
  if (success) return { file: data, problems: [] };
  return { problems: error.issues.flatMap(problemsOf) };
}

function problemsOf(issue: Issue): FormProblem[] {
  const { path } = issue;
  if (issue.code !== "unrecognized_keys") return [{ path, message: messageOf(issue) }];
  const known = fieldsAt(path);
  return issue.keys.map((key) => ({
    path: [...path, key],
    message: `There is no field ${key} here.${didYouMean(key, known)}`,
  }));
}

function messageOf(issue: Issue): string {
  const field = issue.path.findLast((part) => typeof part === "string") ?? "The document";
  if (issue.code === "invalid_type") return typeMessage(field, issue.expected, issue.input);
  if (issue.code === "invalid_key") return `The id ${field} ${innermost(issue.issues)}.`;
  const message = issue.code === "invalid_union" ? innermost(issue.errors.flat()) : issue.message;
  return `${field}: ${message}.`;
}

function innermost(issues: readonly Issue[]): string {
  return issues[0]?.message ?? "is not valid";
}

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function typeMessage(field: string, expected: string, input: unknown): string {
  const wanted = WORDS[expected] ?? expected;
  if (input === undefined) return `${field} is missing: it must be ${wanted}.`;
  const found =
    input === null ? "nothing" : Array.isArray(input) ? "a list" : (WORDS[typeof input] ?? typeof input);
  const advice =
    expected === "string" && ["number", "boolean"].includes(typeof input) ? " Put it in quotes." : "";
  return `${field} must be ${wanted}, and is ${found}.${advice}`;
}

/** The names of the fields that may stand at a place of the file. */
function fieldsAt(path: readonly PropertyKey[]): string[] {
  let schema = accessJsonSchema() as JsonSchema;
  for (const part of path) {
    const below = typeof part === "number" ? schema.items : schema.properties?.[String(part)];
    schema = below ?? schema.additionalProperties ?? {};
  }
  return Object.keys(schema.properties ?? {});
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
}
