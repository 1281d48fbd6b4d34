import type { AppConnection, ConnectableApp, CredentialField } from "./app-connection.ts";

/** What a person types into the fields of a platform, by field. */
export type TypedCredentials = Readonly<Record<string, string>>;

/** A connection while it is filled in. */
export interface ConnectionDraft {
  readonly name: string;
  readonly description: string;
  readonly projectId: string | null;
  readonly method: string;
  readonly credentials: TypedCredentials;
}

export function blankConnection({ app, methods }: ConnectableApp, name: string): ConnectionDraft {
  return { name, description: "", projectId: null, method: methods[0] ?? app, credentials: {} };
}

/** `northflank`, or `northflank-2` where there is one already, and so on. */
export function proposedName(app: string, taken: readonly Pick<AppConnection, "name">[]): string {
  const names = new Set(taken.map(({ name }) => name));
  let name = app;
  for (let count = 2; names.has(name); count++) name = `${app}-${count}`;
  return name;
}

export function connectionBody({ app }: ConnectableApp, draft: ConnectionDraft) {
  return {
    name: draft.name.trim(),
    description: draft.description || null,
    app,
    method: draft.method,
    projectId: draft.projectId,
    credentials: givenCredentials(draft.credentials),
  };
}

/** Where a field is left empty, its default is taken. */
export function givenCredentials(typed: TypedCredentials): Record<string, string> {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ""));
}

export function isComplete(fields: readonly CredentialField[], typed: TypedCredentials): boolean {
  const given = givenCredentials(typed);
  return fields.every((field) => field.default !== undefined || given[field.name] !== undefined);
}
