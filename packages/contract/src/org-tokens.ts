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

const tag = "Organization API tokens";

export const listOrgTokens = defineRoute({
  id: "listOrgTokens",
  method: "GET",
  path: "/v1/org-tokens",
  tag,
  summary: "List the organization's API tokens",
  permission: "org:admin:api-tokens:read",
  ownTokens: true,
  query: TokenListQuery,
  list: "tokens",
  response: Token,
});
export const issueOrgToken = defineRoute({
  id: "issueOrgToken",
  method: "POST",
  path: "/v1/org-tokens",
  tag,
  summary: "Issue an API token; its value is answered once",
  permission: "org:admin:api-tokens:create",
  ownTokens: true,
  body: IssueBody,
  response: IssuedToken,
  errors: issueErrors,
});
export const getOrgToken = defineRoute({
  id: "getOrgToken",
  method: "GET",
  path: "/v1/org-tokens/{tokenId}",
  tag,
  summary: "Get an API token",
  permission: "org:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  response: Token,
  errors: ["not_found"],
});
export const patchOrgToken = defineRoute({
  id: "patchOrgToken",
  method: "PATCH",
  path: "/v1/org-tokens/{tokenId}",
  tag,
  summary: "Edit a token's name or description, or let it expire earlier",
  permission: "org:admin:api-tokens:update",
  ownTokens: true,
  params: TokenParams,
  body: TokenPatch,
  response: Token,
  revision: "sometimes",
  errors: ["not_found", "token_ended", "validation_failed"],
});
export const revokeOrgToken = defineRoute({
  id: "revokeOrgToken",
  method: "DELETE",
  path: "/v1/org-tokens/{tokenId}",
  tag,
  summary: "Revoke a token; this cannot be undone",
  permission: "org:admin:api-tokens:delete",
  ownTokens: true,
  params: TokenParams,
  query: RevokeQuery,
  response: Revocation,
  revision: true,
  errors: ["not_found"],
});
export const listOrgTokenKeys = defineRoute({
  id: "listOrgTokenKeys",
  method: "GET",
  path: "/v1/org-tokens/{tokenId}/keys",
  tag,
  summary: "List a token's keys",
  permission: "org:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  query: PageQuery,
  list: "keys",
  response: KeySummary,
  errors: ["not_found"],
});
export const rotateOrgToken = defineRoute({
  id: "rotateOrgToken",
  method: "POST",
  path: "/v1/org-tokens/{tokenId}/keys",
  tag,
  summary: "Rotate: issue a new key and end the others",
  permission: "org:admin:api-tokens:create",
  ownTokens: true,
  params: TokenParams,
  body: RotateBody,
  response: RotatedKey,
  revision: true,
  errors: ["not_found", "token_ended", "escalation", "too_many_keys"],
});
export const deleteOrgTokenKey = defineRoute({
  id: "deleteOrgTokenKey",
  method: "DELETE",
  path: "/v1/org-tokens/{tokenId}/keys/{keyId}",
  tag,
  summary: "Delete one key of a token",
  permission: "org:admin:api-tokens:delete",
  ownTokens: true,
  params: KeyParams,
  response: KeyDeletion,
  revision: true,
  errors: ["not_found"],
});
