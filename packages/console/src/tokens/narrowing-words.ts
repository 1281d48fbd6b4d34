import type { TokenRow } from "./token-operations.ts";

/** What a token was narrowed to, in a few words each. */
export function narrowingWords(narrowing: TokenRow["narrowing"]): string[] {
  const {
    permissions,
    projects = [],
    environments = [],
    allowedIps = [],
    allowedOrigins = [],
  } = narrowing ?? {};
  return [
    ...projects,
    ...environments.map((name) => `in ${name}`),
    ...(permissions ? [permissions.length === 1 ? "1 permission" : `${permissions.length} permissions`] : []),
    ...websiteWords(allowedOrigins),
    ...allowedIps.map((range) => `from ${range}`),
  ];
}

function websiteWords(origins: readonly string[]): string[] {
  const [first, ...others] = origins;
  if (first === undefined) return [];
  return [others.length === 0 ? `on ${new URL(first).host}` : `on ${origins.length} websites`];
}
