import type { Api, BodyInput, DataOf } from "@keywright/contract";
import type { CallOptions, RequestOf } from "@keywright/sdk";
import type { Connection } from "../../connection.ts";
import type { LevelOption } from "../../level.ts";
import { idOf } from "../../named.ts";
import { relativeTime } from "../../output/time.ts";

export type Token = DataOf<Api["listTokens"]>;
export type Key = DataOf<Api["listKeys"]>;
export type TokensAt = ReturnType<typeof ofTeam>;
type Query<Id extends "listTokens" | "getTokenUsage"> = RequestOf<Api[Id]>["query"];
type Body<Id extends "issueToken" | "patchToken" | "rotateToken"> = BodyInput<Api[Id]>;

const TOKEN_ID = /^tok_[0-9a-z]{26}$/;

/** Tokens of a team and of the organization are worked on in the same way. */
export function tokensAt({ api, inTeam }: Connection, { orgLevel }: LevelOption): TokensAt {
  return orgLevel ? ofOrg(api) : ofTeam(api, inTeam);
}

function ofTeam(api: Connection["api"], inTeam: Connection["inTeam"]) {
  const at = (tokenId: string) => ({ params: { ...inTeam, tokenId } });
  return {
    list: (query: Query<"listTokens">) => Array.fromAsync(api.listTokens.rows({ params: inTeam, query })),
    get: (tokenId: string) => api.getToken(at(tokenId)),
    issue: (body: Body<"issueToken">) => api.issueToken({ params: inTeam, body }),
    edit: (tokenId: string, body: Body<"patchToken">, options: CallOptions) =>
      api.patchToken({ ...at(tokenId), body }, options),
    rotate: (tokenId: string, body: Body<"rotateToken">, options: CallOptions) =>
      api.rotateToken({ ...at(tokenId), body }, options),
    revoke: (tokenId: string, includeIssued: boolean, options: CallOptions) =>
      api.revokeToken({ ...at(tokenId), query: { includeIssued } }, options),
    keys: (tokenId: string) => Array.fromAsync(api.listKeys.rows(at(tokenId))),
    deleteKey: (tokenId: string, keyId: string, options: CallOptions) =>
      api.deleteKey({ params: { ...inTeam, tokenId, keyId } }, options),
    usage: (tokenId: string, query: Query<"getTokenUsage">) => api.getTokenUsage({ ...at(tokenId), query }),
    issuableRoles: () => api.listIssuableRoles({ params: inTeam }),
  };
}

function ofOrg(api: Connection["api"]): TokensAt {
  return {
    list: (query) => Array.fromAsync(api.listOrgTokens.rows({ query })),
    get: (tokenId) => api.getOrgToken({ params: { tokenId } }),
    issue: (body) => api.issueOrgToken({ body }),
    edit: (tokenId, body, options) => api.patchOrgToken({ params: { tokenId }, body }, options),
    rotate: (tokenId, body, options) => api.rotateOrgToken({ params: { tokenId }, body }, options),
    revoke: (tokenId, includeIssued, options) =>
      api.revokeOrgToken({ params: { tokenId }, query: { includeIssued } }, options),
    keys: (tokenId) => Array.fromAsync(api.listOrgTokenKeys.rows({ params: { tokenId } })),
    deleteKey: (tokenId, keyId, options) => api.deleteOrgTokenKey({ params: { tokenId, keyId } }, options),
    usage: (tokenId, query) => api.getOrgTokenUsage({ params: { tokenId }, query }),
    issuableRoles: () => api.listIssuableOrgRoles(),
  };
}

/** By id or name. An active token goes before those that have ended and were called the same. */
export function tokenId(tokens: TokensAt, given: string): Promise<string> {
  return named(given, async (search) => {
    const all = await tokens.list({ search, all: "true" });
    const active = all.filter((token) => token.active && token.name === given);
    return active.length > 0 ? active : all;
  });
}

/** For what can only be done to a token that has not ended. */
export function activeTokenId(tokens: TokensAt, given: string): Promise<string> {
  return named(given, (search) => tokens.list({ search }));
}

function named(given: string, among: (name: string) => Promise<readonly Token[]>): Promise<string> {
  return idOf(given, {
    noun: "token",
    isId: TOKEN_ID,
    among,
    about: ({ role, createdAt }) => `from role ${role.roleId}, issued ${relativeTime(createdAt)}`,
  });
}
