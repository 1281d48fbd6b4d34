import type { Answer } from "../api/read.ts";

type Catalogue = Answer<"getCatalogue">;

const FLAGS = ["sensitive", "publishable", "deprecated"] as const;

export interface OperatorPermission {
  readonly permission: string;
  readonly sensitive?: boolean;
  readonly publishable?: boolean;
  readonly deprecated?: boolean;
}

/** The operator's part, in the form in which it is given: flags only where they are set. */
export function operatorPart(catalogue: Catalogue): OperatorPermission[] {
  return catalogue.scopes
    .flatMap(({ categories }) => categories)
    .flatMap(({ resources }) => resources)
    .flatMap(({ permissions }) => permissions)
    .filter(({ origin }) => origin === "operator")
    .map((entry) => ({
      permission: entry.permission,
      ...Object.fromEntries(FLAGS.filter((flag) => entry[flag]).map((flag) => [flag, true])),
    }));
}

export type Reading = { readonly permissions: readonly OperatorPermission[] } | { readonly mistake: string };

/** A list of permissions, or an object that holds one; each as an object, or as a mere string. The server checks the rest. */
export function readCatalogue(text: string): Reading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { mistake: `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.` };
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { permissions?: unknown } | null)?.permissions;
  if (!Array.isArray(list)) return { mistake: "There must be a list under the key permissions." };
  const permissions: OperatorPermission[] = [];
  for (const entry of list as unknown[]) {
    if (typeof entry === "string") permissions.push({ permission: entry });
    else if (isPermission(entry)) permissions.push(entry);
    else return { mistake: `Each entry must name its permission. This does not: ${JSON.stringify(entry)}` };
  }
  return { permissions };
}

function isPermission(entry: unknown): entry is OperatorPermission {
  return typeof (entry as { permission?: unknown } | null)?.permission === "string";
}

/** What saving would add and take away, by name. */
export function differenceTo(catalogue: Catalogue, wanted: readonly OperatorPermission[]) {
  const old = new Set(operatorPart(catalogue).map(({ permission }) => permission));
  const now = new Set(wanted.map(({ permission }) => permission));
  return {
    added: [...now].filter((permission) => !old.has(permission)),
    removed: [...old].filter((permission) => !now.has(permission)),
  };
}
