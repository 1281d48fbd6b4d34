import type { TokenRow } from "./token-operations.ts";

/** What a token was narrowed to, in a few words each. */
export function narrowingWords(narrowing: TokenRow["narrowing"]): string[] {
  const { permissions, projects = [], environments = [], allowedIps = [] } = narrowing ?? {};
  return [
    ...projects,
    ...environments.map((name) => `in ${name}`),
    ...(permissions ? [permissions.length === 1 ? "1 permission" : `${permissions.length} permissions`] : []),
    ...allowedIps.map((range) => `from ${range}`),
  ];
}
