import type { Command } from "commander";
import { collect } from "../../arguments/collect.ts";
import type { Cli } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { readJson } from "../../input.ts";
import type { App, Field } from "./app.ts";

export interface CredentialOptions {
  readonly field?: readonly string[];
  readonly credentials?: string;
}

type Credentials = Record<string, string>;

export function withCredentials(command: Command): Command {
  return command
    .option("--field <name=value>", "a field that is no secret, such as baseUrl; several times", collect)
    .option("--credentials <file>", "all fields as a JSON object, secrets too; - for standard input");
}

/** What of them was given, but for what only a person can be asked. */
export async function credentialsGiven(app: App, { field = [], credentials }: CredentialOptions) {
  const open = fieldsFrom(app, field);
  const read = credentials === undefined ? {} : credentialsIn(await readJson(credentials));
  return { ...read, ...open } satisfies Credentials;
}

/** Asks for the secrets, and for what else `isNeeded`. Where nobody can be asked, it is said how to give them. */
export async function completed(
  { ask }: Cli,
  app: App,
  given: Credentials,
  isNeeded: (field: Field) => boolean,
): Promise<Credentials> {
  const all = { ...given };
  for (const field of app.fields) {
    const { name, label, secret, default: usual } = field;
    if (Object.hasOwn(all, name)) continue;
    if (secret) {
      const instead = `${app.title} needs ${name}: give it in a JSON object with --credentials - on standard input.`;
      all[name] = await ask.secret(label, instead);
    } else if (isNeeded(field)) {
      all[name] = await ask.text(label, `${app.title} needs ${name}: --field ${name}=${usual ?? "…"}`, usual);
    }
  }
  return all;
}

/** No message repeats a value: it may be a secret that was put in the wrong place. */
function fieldsFrom(app: App, given: readonly string[]): Credentials {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new Failure(EXIT.usage, "Give --field as name=value.", [fieldsOf(app)]);
      return [openField(app, text.slice(0, at)), text.slice(at + 1)];
    }),
  );
}

function openField(app: App, name: string): string {
  const field = app.fields.find((field) => field.name === name);
  if (field && !field.secret) return name;
  if (!field) throw new Failure(EXIT.usage, `${app.title} has no such field.`, [fieldsOf(app)]);
  throw new Failure(EXIT.usage, `${name} is a secret, and is never an argument: ps shows it to everybody.`, [
    "Give it at the prompt, or in a JSON object with --credentials - on standard input.",
    "What you have typed may be in your shell's history.",
  ]);
}

function fieldsOf({ title, fields }: App): string {
  return `Fields of ${title}: ${fields.map(({ name, secret }) => (secret ? `${name} (secret)` : name)).join(", ")}.`;
}

function credentialsIn(json: unknown): Credentials {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  const fields = isObject ? Object.entries(json) : [];
  if (fields.length > 0 && fields.every(([, value]) => typeof value === "string")) return json as Credentials;
  throw new Failure(EXIT.usage, 'Credentials are a JSON object of texts, such as {"apiToken": "…"}.');
}
