import { z } from "zod";
import { allPages } from "../all-pages.ts";
import type { Minted, Minting, MintingOrder, Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { platformId, platformName } from "../names.ts";
import type { NorthflankCredentials } from "../northflank/api.ts";
import { path, query } from "../path.ts";
import { call } from "../platform.ts";
import { KEYWRIGHT, keywrightApi } from "./api.ts";

interface KeywrightSpec {
  readonly roleId: string;
  readonly roleName?: string | undefined;
}

const Roles = z.object({
  data: z.object({
    roles: z.array(z.object({ id: z.string(), name: z.string(), owners: z.array(z.string()) })),
  }),
});
const Issued = z.object({
  data: z.object({ id: z.string(), token: z.string().min(1), expiresAt: z.iso.datetime().nullish() }),
});
const Listed = z.object({
  data: z.object({ tokens: z.array(z.object({ id: z.string(), name: z.string() })) }),
  pagination: z.object({ cursor: z.string().min(1).optional() }).optional(),
});
const Revoked = z.object({ data: z.object({ id: z.string() }) });

/** Tokens of the other team, made from one of its roles. */
export const keywrightTokens: Minting<NorthflankCredentials, KeywrightSpec> = {
  spec: z.strictObject({ roleId: platformId, roleName: platformName }),
  fields: [
    {
      name: "roleId",
      label: "Role",
      listed: true,
      nameField: "roleName",
      description: "A role of the other team.",
    },
  ],
  expires: true,
  describe: ({ roleId, roleName }) => `token of the role ${roleName ?? roleId}`,
  platformOf: ({ baseUrl }) => baseUrl,
  list: listRoles,
  issue,
  find,
  revoke: async (http, credentials, _spec, tokenId) => {
    const request = { method: "DELETE", path: path`/v1/tokens/${tokenId}`, to: "revoke the token" } as const;
    await call(keywrightApi.platform(http, credentials), request, Revoked);
  },
};

async function listRoles(http: Http, credentials: NorthflankCredentials): Promise<Place[]> {
  const request = { method: "GET", path: "/v1/issuable-roles", to: "list roles" } as const;
  const { roles } = (await call(keywrightApi.platform(http, credentials), request, Roles)).data;
  return roles.filter(({ owners }) => owners.includes("team")).map(({ id, name }) => ({ id, name }));
}

/** However often it is asked, one token is issued, and the same one answered. */
async function issue(
  http: Http,
  credentials: NorthflankCredentials,
  { id, name, spec, expiresAt }: MintingOrder<KeywrightSpec>,
): Promise<Minted> {
  const api = keywrightApi.platform(http, credentials);
  const request = {
    method: "POST",
    path: "/v1/tokens",
    body: {
      name,
      roleId: spec.roleId,
      owner: "team",
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    },
    repeatable: true,
    to: "issue a token",
  } as const;
  const { data } = await call(
    { ...api, headers: { ...api.headers, "idempotency-key": id } },
    request,
    Issued,
  );
  return {
    externalId: data.id,
    value: data.token,
    ...(data.expiresAt != null && { expiresAt: new Date(data.expiresAt) }),
  };
}

async function find(
  http: Http,
  credentials: NorthflankCredentials,
  _spec: KeywrightSpec,
  name: string,
): Promise<string[]> {
  const to = "look for the token";
  const found = await allPages({ title: KEYWRIGHT, to }, async (cursor: string | undefined) => {
    const page = query({ search: name, per_page: "100", ...(cursor !== undefined && { cursor }) });
    const request = { method: "GET", path: `/v1/tokens${page}`, to } as const;
    const { data, pagination } = await call(keywrightApi.platform(http, credentials), request, Listed);
    return { items: data.tokens, next: pagination?.cursor };
  });
  return found.filter((token) => token.name === name).map(({ id }) => id);
}
