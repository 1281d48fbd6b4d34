import type { Handlers } from "../http/handlers.ts";
import { type TokenDeps, tokenOperations } from "./token-operations.ts";

export function tokenHandlers(deps: TokenDeps) {
  const tokens = tokenOperations(deps);
  return {
    listTokens: (db, at, { query }) => tokens.list(db, at, query),
    listIssuableRoles: (db, at) => tokens.listIssuable(db, at),
    issueToken: (work, at, { body }) => tokens.issue(work, at, body),
    getToken: (db, at, { params }) => tokens.get(db, at, params),
    patchToken: (work, at, { params, body }) => tokens.patch(work, at, params.tokenId, body),
    revokeToken: (work, at, { params, query }) => tokens.revoke(work, at, params.tokenId, query),
    listKeys: (db, at, { params, query }) => tokens.listKeys(db, at, params.tokenId, query),
    rotateToken: (work, at, { params, body }) => tokens.rotate(work, at, params.tokenId, body),
    deleteKey: (work, at, { params }) => tokens.deleteKey(work, at, params),

    listOrgTokens: (db, at, { query }) => tokens.list(db, at, query),
    listIssuableOrgRoles: (db, at) => tokens.listIssuable(db, at),
    issueOrgToken: (work, at, { body }) => tokens.issue(work, at, body),
    getOrgToken: (db, at, { params }) => tokens.get(db, at, params),
    patchOrgToken: (work, at, { params, body }) => tokens.patch(work, at, params.tokenId, body),
    revokeOrgToken: (work, at, { params, query }) => tokens.revoke(work, at, params.tokenId, query),
    listOrgTokenKeys: (db, at, { params, query }) => tokens.listKeys(db, at, params.tokenId, query),
    rotateOrgToken: (work, at, { params, body }) => tokens.rotate(work, at, params.tokenId, body),
    deleteOrgTokenKey: (work, at, { params }) => tokens.deleteKey(work, at, params),
  } satisfies Partial<Handlers>;
}
