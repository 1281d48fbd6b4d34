import { api } from "@keywright/contract";
import { VERSION } from "../version.ts";
import { type Finding, note, ok } from "./checks.ts";

/** The part of an OpenAPI document that is looked at. */
export interface Document {
  readonly info?: { readonly version?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

/** By what both can do, and not by number alone. */
export function checkVersion(document: Document | undefined): Finding {
  const theirs = document?.info?.version;
  if (theirs === undefined) return note("version", "the server does not say which version it is");
  const operations = Object.values(document?.paths ?? {}).flatMap((path) => Object.values(path));
  const known = new Set(operations.map(({ operationId }) => operationId));
  const missing = Object.keys(api).filter((id) => !known.has(id));
  const versions = `server ${theirs}, command line ${VERSION}`;
  if (missing.length === 0) return ok("version", versions);
  const says = `${versions}: the server lacks ${missing.length} operations that this command line knows`;
  return note("version", says, "Update the server, or use the command line of its version.");
}
