import type { IssueBody } from "@keywright/contract";
import type { CallOptions } from "@keywright/sdk";
import { usePlace } from "../app/place.ts";
import { type Answer, read } from "../api/read.ts";
import type { TokenListSearch } from "./token-list-search.ts";

export type TokenRow = Answer<"getToken">;
export type KeyRow = Answer<"listKeys">["keys"][number];
export type IssuedToken = Answer<"issueToken">;
export type TokenRotation = Answer<"getTokenRotation">;

export const TOKENS_PER_PAGE = 50;
export const DEFAULT_SORT = "-createdAt";

type Issue = Partial<IssueBody> & Pick<IssueBody, "name" | "roleId">;
type UsageRange = { readonly after: string; readonly groupBy: "hour" | "day" };

/** The operations on tokens of a team, or of the organization where no team is in the address. */
export function useTokenOperations() {
  const { org, team, client } = usePlace();
  return team === undefined ? orgOperations(org, client) : teamOperations(org, team, client);
}

type Client = ReturnType<typeof usePlace>["client"];

function teamOperations(org: string, teamId: string, client: Client) {
  const of = (tokenId: string) => ({ teamId, tokenId });
  return {
    list: (query: ReturnType<typeof listQuery>) => read(org, "listTokens", { params: { teamId }, query }),
    get: (tokenId: string) => read(org, "getToken", { params: of(tokenId) }),
    keys: (tokenId: string) => read(org, "listKeys", { params: of(tokenId), query: { per_page: 100 } }),
    usage: (tokenId: string, query: UsageRange) => read(org, "getTokenUsage", { params: of(tokenId), query }),
    auditEvents: (tokenId: string, page: number) =>
      read(org, "listTokenAuditEvents", { params: of(tokenId), query: { page } }),
    issuable: () => read(org, "listIssuableRoles", { params: { teamId } }),
    issue: (body: Issue, options: CallOptions) => client.issueToken({ params: { teamId }, body }, options),
    patch: (tokenId: string, body: Patch, options: CallOptions) =>
      client.patchToken({ params: of(tokenId), body }, options),
    rotate: (tokenId: string, body: Rotation, options: CallOptions) =>
      client.rotateToken({ params: of(tokenId), body }, options),
    revoke: (tokenId: string, includeIssued: boolean, options: CallOptions) =>
      client.revokeToken({ params: of(tokenId), query: { includeIssued } }, options),
    deleteKey: (tokenId: string, keyId: string, options: CallOptions) =>
      client.deleteKey({ params: { ...of(tokenId), keyId } }, options),
  };
}

export type TokenOperations = ReturnType<typeof teamOperations>;
type Patch = { name?: string; description?: string | null; expiresAt?: string };
type Rotation = { otherKeysExpiresAt?: string | null };

function orgOperations(org: string, client: Client): TokenOperations {
  return {
    list: (query) => read(org, "listOrgTokens", { query }),
    get: (tokenId) => read(org, "getOrgToken", { params: { tokenId } }),
    keys: (tokenId) => read(org, "listOrgTokenKeys", { params: { tokenId }, query: { per_page: 100 } }),
    usage: (tokenId, query) => read(org, "getOrgTokenUsage", { params: { tokenId }, query }),
    auditEvents: (tokenId, page) =>
      read(org, "listOrgTokenAuditEvents", { params: { tokenId }, query: { page } }),
    issuable: () => read(org, "listIssuableOrgRoles", {}),
    issue: (body, options) => client.issueOrgToken({ body }, options),
    patch: (tokenId, body, options) => client.patchOrgToken({ params: { tokenId }, body }, options),
    rotate: (tokenId, body, options) => client.rotateOrgToken({ params: { tokenId }, body }, options),
    revoke: (tokenId, includeIssued, options) =>
      client.revokeOrgToken({ params: { tokenId }, query: { includeIssued } }, options),
    deleteKey: (tokenId, keyId, options) => client.deleteOrgTokenKey({ params: { tokenId, keyId } }, options),
  };
}

/** What the list is asked for, from what the address says. */
export function listQuery({ issue: _, page = 1, sort = DEFAULT_SORT, ...filters }: TokenListSearch) {
  return { ...filters, sort, page, per_page: TOKENS_PER_PAGE, total: true };
}

type TokenDeed = "create" | "update" | "delete";

/**
 * Whether the person holds `api-tokens:create` (say) in the team or the organization. With what belongs to them they do it
 * without: they rotate, edit and revoke it, and issue more of it from the roles that they hold.
 */
export function useTokenPermission(): (deed: TokenDeed, token?: Pick<TokenRow, "memberId">) => boolean {
  const { team, membership, roles, can } = usePlace();
  const scope = team === undefined ? "org" : "team";
  return (deed, token) => {
    if (can(`${scope}:admin:api-tokens:${deed}`)) return true;
    return token ? token.memberId === membership.memberId : deed === "create" && roles.length > 0;
  };
}
