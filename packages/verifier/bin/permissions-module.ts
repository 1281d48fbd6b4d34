import { parsePermission } from "@keywright/policy";
import { CommandError } from "./command-error.ts";

/** Whether each permission is deprecated, by its name. */
type Permissions = ReadonlyMap<string, boolean>;

/**
 * The permissions in the answer of `GET /v1/permissions`, with or without `data` around it, in the body of its `PUT`, or
 * in a plain list of names.
 */
export function permissionsIn(catalogue: unknown): Permissions {
  const permissions = new Map(entriesIn(catalogue).map(readEntry));
  if (permissions.size === 0) throw notACatalogue("it names no permission");
  return permissions;
}

/** The module that the command writes: of the same permissions always the same text. */
export function permissionsModule(permissions: Permissions): string {
  const names = [...permissions.keys()].toSorted();
  const members = names.map((name, index) => {
    const end = index === names.length - 1 ? ";" : "";
    return `  | "${name}"${end}${permissions.get(name) ? " // deprecated" : ""}`;
  });
  return [
    "// Written by keywright-types from the permission catalogue: run it again when that changes.",
    "",
    "/** Every permission of the catalogue, for `createGuard<Permission>(verifier)`. */",
    "export type Permission =",
    ...members,
    "",
  ].join("\n");
}

function entriesIn(catalogue: unknown): readonly unknown[] {
  if (Array.isArray(catalogue)) return catalogue;
  const { data, scopes, permissions, template } = recordOf(catalogue);
  if (data !== undefined) return entriesIn(data);
  if (template !== undefined)
    throw notACatalogue("it leaves out what stands in a template; take the answer of GET");
  if (permissions !== undefined) return listOf(permissions);
  return listOf(scopes)
    .flatMap((scope) => listOf(recordOf(scope)["categories"]))
    .flatMap((category) => listOf(recordOf(category)["resources"]))
    .flatMap((resource) => listOf(recordOf(resource)["permissions"]));
}

function readEntry(entry: unknown): [permission: string, deprecated: boolean] {
  const { permission, deprecated } = typeof entry === "string" ? { permission: entry } : recordOf(entry);
  // What is written between quotes later holds nothing but lower-case words and colons.
  if (typeof permission !== "string" || !parsePermission(permission)) {
    throw notACatalogue(`${JSON.stringify(permission)?.slice(0, 100)} is no permission`);
  }
  return [permission, deprecated === true];
}

function recordOf(value: unknown): Partial<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw notACatalogue("something in it has the wrong form");
  return value;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw notACatalogue("something in it has the wrong form");
  return value;
}

function notACatalogue(why: string): CommandError {
  return new CommandError("notACatalogue", `That is no permission catalogue: ${why}.`);
}
