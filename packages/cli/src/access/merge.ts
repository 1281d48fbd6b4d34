import type { AccessFile } from "./access-file.ts";

type Path = readonly string[];
type Permissions = readonly { readonly permission: string }[];
type Mapping = Readonly<Record<string, unknown>>;

/** Sections and kinds may be spread over files; each thing stands in one. `twice` is told what stands in a second. */
export function mergeFiles(
  files: readonly AccessFile[],
  twice: (path: Path, index: number) => void,
): AccessFile {
  let merged: AccessFile = {};
  for (const [index, file] of files.entries()) {
    merged = merge(merged, file, [], (path) => twice(path, index));
  }
  return merged;
}

/** `team` and `projects` of it: what stands below is a thing, or a field that can be said once. */
const KIND_DEPTH = 2;

function merge(some: Mapping, more: Mapping, path: Path, twice: (path: Path) => void): Mapping {
  const merged = { ...some };
  for (const [key, value] of Object.entries(more)) {
    const there = merged[key];
    const here = [...path, key];
    if (there === undefined) merged[key] = value;
    else if (Array.isArray(there) && Array.isArray(value)) merged[key] = joined(there, value, here, twice);
    else if (here.length <= KIND_DEPTH && isMapping(there) && isMapping(value)) {
      merged[key] = merge(there, value, here, twice);
    } else twice(here);
  }
  return merged;
}

/** The catalogue's permissions are a list. */
function joined(some: Permissions, more: Permissions, path: Path, twice: (path: Path) => void): Permissions {
  const known = new Set(some.map(({ permission }) => permission));
  for (const { permission } of more) if (known.has(permission)) twice([...path, permission]);
  return [...some, ...more];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
