import {
  issueErrors,
  KeyDeletion,
  KeyParams,
  RevokeQuery,
  TokenListQuery,
  TokenParams,
} from "./token-shapes.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";
import {
  IssueBody,
  IssuedToken,
  KeySummary,
  Revocation,
  RotateBody,
  RotatedKey,
  Token,
  TokenPatch,
} from "./token-shapes.ts";

const tag = "API tokens";

export const listTokens = defineRoute({
  id: "listTokens",
  method: "GET",
  path: "/tokens",
  team: true,
  tag,
  summary: "List the team's API tokens",
  permission: "team:admin:api-tokens:read",
  query: TokenListQuery,
  list: "tokens",
  response: Token,
});
export const issueToken = defineRoute({
  id: "issueToken",
  method: "POST",
  path: "/tokens",
  team: true,
  tag,
  summary: "Issue an API token; its value is answered once",
  permission: "team:admin:api-tokens:create",
  body: IssueBody,
  response: IssuedToken,
  errors: issueErrors,
});
export const getToken = defineRoute({
  id: "getToken",
  method: "GET",
  path: "/tokens/{tokenId}",
  team: true,
  tag,
  summary: "Get an API token",
  permission: "team:admin:api-tokens:read",
  params: TokenParams,
  response: Token,
  errors: ["not_found"],
});
export const patchToken = defineRoute({
  id: "patchToken",
  method: "PATCH",
  path: "/tokens/{tokenId}",
  team: true,
  tag,
  summary: "Edit a token's name or description, or let it expire earlier",
  permission: "team:admin:api-tokens:update",
  params: TokenParams,
  body: TokenPatch,
  response: Token,
  errors: ["not_found", "token_ended", "validation_failed"],
});
export const revokeToken = defineRoute({
  id: "revokeToken",
  method: "DELETE",
  path: "/tokens/{tokenId}",
  team: true,
  tag,
  summary: "Revoke a token; this cannot be undone",
  permission: "team:admin:api-tokens:delete",
  params: TokenParams,
  query: RevokeQuery,
  response: Revocation,
  revision: true,
  errors: ["not_found"],
});
export const listKeys = defineRoute({
  id: "listKeys",
  method: "GET",
  path: "/tokens/{tokenId}/keys",
  team: true,
  tag,
  summary: "List a token's keys",
  permission: "team:admin:api-tokens:read",
  params: TokenParams,
  query: PageQuery,
  list: "keys",
  response: KeySummary,
  errors: ["not_found"],
});
export const rotateToken = defineRoute({
  id: "rotateToken",
  method: "POST",
  path: "/tokens/{tokenId}/keys",
  team: true,
  tag,
  summary: "Rotate: issue a new key and end the others",
  permission: "team:admin:api-tokens:create",
  params: TokenParams,
  body: RotateBody,
  response: RotatedKey,
  revision: true,
  errors: ["not_found", "token_ended", "escalation", "too_many_keys"],
});
export const deleteKey = defineRoute({
  id: "deleteKey",
  method: "DELETE",
  path: "/tokens/{tokenId}/keys/{keyId}",
  team: true,
  tag,
  summary: "Delete one key of a token",
  permission: "team:admin:api-tokens:delete",
  params: KeyParams,
  response: KeyDeletion,
  revision: true,
  errors: ["not_found"],
});
