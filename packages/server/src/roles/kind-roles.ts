import { type Catalogue, parsePermission, type PermissionPatterns } from "@keywright/policy";
import { NO_PERMISSIONS } from "./permission-lists.ts";

/** What tokens are for, where they are made by kind and not from a role that somebody has thought of. */
export type TokenKind = "backend" | "frontend";

const DESCRIPTIONS: Record<TokenKind, string> = {
  backend: "For servers. Add what they may do: every token of the role has it at once.",
  frontend: "For pages and apps: nothing that may not be in everybody's hands.",
};

/** The team's role for this kind of token, as it is made on first use. */
export function kindRoleFields(catalogue: Catalogue, kind: TokenKind) {
  return { name: kind, description: DESCRIPTIONS[kind], permissions: publishablePermissions(catalogue) };
}

/** Both kinds begin with what is safe in anybody's hands. */
function publishablePermissions({ entries }: Catalogue): PermissionPatterns {
  const projectScope = entries
    .filter(({ permission, publishable, deprecated }) => {
      return publishable && !deprecated && parsePermission(permission)?.scope === "project";
    })
    .map(({ permission }) => permission);
  return { ...NO_PERMISSIONS, projectScope };
}
