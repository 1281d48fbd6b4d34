/** What a permission applies to, widest first. */
export const SCOPES = ["platform", "org", "team", "project"] as const;

export type Scope = (typeof SCOPES)[number];

/** The four segments of a permission such as `project:secrets:secret-groups:read-values`. */
export interface PermissionPath {
  readonly scope: Scope;
  readonly category: string;
  readonly resource: string;
  readonly action: string;
}

const SEGMENT = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Splits `scope:category:resource:action`; undefined unless all four segments are well formed. */
export function parsePermission(text: string): PermissionPath | undefined {
  const segments = text.split(":");
  const [scope, category, resource, action] = segments;
  if (segments.length !== 4 || !segments.every((segment) => SEGMENT.test(segment)) || !isScope(scope)) {
    return undefined;
  }
  return { scope, category: category!, resource: resource!, action: action! };
}

/**
 * Whether a role may list `text` under `scope`: a permission of that scope, a tail wildcard of it (`project:*`,
 * `project:secrets:*`, `project:secrets:secret-groups:*`), or `*`.
 */
export function isPermissionPattern(text: string, scope: Scope): boolean {
  if (text === "*") return true;
  const segments = text.split(":");
  const tail = segments.at(-1) === "*" ? segments.slice(0, -1) : segments;
  const lengthFits = tail === segments ? tail.length === 4 : tail.length >= 1 && tail.length <= 3;
  return lengthFits && tail[0] === scope && tail.every((segment) => SEGMENT.test(segment));
}

/**
 * Whether a pattern names the permission. `*` names every well-formed permission of every scope: the list of a role
 * in which it stands is what ties it to one scope. A malformed pattern or permission matches nothing.
 */
export function matchesPattern(pattern: string, permission: string): boolean {
  const path = parsePermission(permission);
  if (path === undefined || !isPermissionPattern(pattern, path.scope)) return false;
  return pattern.endsWith("*") ? permission.startsWith(pattern.slice(0, -1)) : permission === pattern;
}

/**
 * The permission as people read it: `Project > Secrets > SecretGroups > Read Values`. Text that is not a permission
 * is returned as it is, so that a message can always be made.
 */
export function permissionLabel(permission: string): string {
  const path = parsePermission(permission);
  if (path === undefined) return permission;
  const scope = path.scope === "org" ? "Organization" : capitalised(path.scope).join("");
  const category = capitalised(path.category).join("");
  const resource = capitalised(path.resource).join("");
  return [scope, category, resource, capitalised(path.action).join(" ")].join(" > ");
}

function capitalised(segment: string): string[] {
  return segment.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function isScope(text: string | undefined): text is Scope {
  return (SCOPES as readonly (string | undefined)[]).includes(text);
}
