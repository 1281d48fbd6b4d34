import { z } from "zod";
import type { ChosenFields, Minted, Minting, MintingOrder, Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { platformId, platformName } from "../names.ts";
import { path, query } from "../path.ts";
import { call, send } from "../platform.ts";
import { unlessGone } from "../unless-gone.ts";
import { listOrganizations, qoveryApi, type QoveryCredentials } from "./api.ts";

interface QoverySpec {
  readonly organizationId: string;
  readonly organizationName?: string | undefined;
  /** Never left out: a token without a role is an administrator's. */
  readonly roleId: string;
  readonly roleName?: string | undefined;
}

const Roles = z.object({ results: z.array(z.object({ id: z.string(), name: z.string() })) });
const Issued = z.object({ id: z.string(), token: z.string().min(1) });
const Tokens = z.object({ results: z.array(z.object({ id: z.string(), name: z.string().nullish() })) });

/** Of an organization, with one of its roles. They do not expire. */
export const qoveryTokens: Minting<QoveryCredentials, QoverySpec> = {
  spec: z.strictObject({
    organizationId: platformId,
    organizationName: platformName,
    roleId: platformId,
    roleName: platformName,
  }),
  fields: [
    { name: "organizationId", label: "Organization", listed: true, nameField: "organizationName" },
    { name: "roleId", label: "Role", listed: true, nameField: "roleName" },
  ],
  expires: false,
  describe: ({ organizationId, organizationName, roleId, roleName }) =>
    `token of ${organizationName ?? organizationId} with the role ${roleName ?? roleId}`,
  platformOf: ({ baseUrl }) => baseUrl,
  list,
  issue,
  find,
  revoke,
};

async function list(
  http: Http,
  credentials: QoveryCredentials,
  field: string,
  { organizationId }: ChosenFields,
): Promise<Place[]> {
  const qovery = qoveryApi(http, credentials);
  if (field === "organizationId") return listOrganizations(qovery);
  if (organizationId === undefined) return [];
  const request = {
    method: "GET",
    path: path`/organization/${organizationId}/availableRole`,
    to: "list roles",
  } as const;
  return (await call(qovery, request, Roles)).results;
}

async function issue(
  http: Http,
  credentials: QoveryCredentials,
  { name, spec: { organizationId, roleId } }: MintingOrder<QoverySpec>,
): Promise<Minted> {
  const request = {
    method: "POST",
    path: path`/organization/${organizationId}/apiToken`,
    body: { name, role_id: roleId },
    to: "create an API token",
  } as const;
  const { id, token } = await call(qoveryApi(http, credentials), request, Issued);
  return { externalId: id, value: token };
}

async function find(
  http: Http,
  credentials: QoveryCredentials,
  spec: QoverySpec,
  name: string,
): Promise<string[]> {
  const tokens = await listTokens(http, credentials, spec, query({ name }));
  return tokens.filter((token) => token.name === name).map(({ id }) => id);
}

/** Of one that it does not know, the platform says so whether it is gone or out of reach: the list tells. */
async function revoke(
  http: Http,
  credentials: QoveryCredentials,
  spec: QoverySpec,
  externalId: string,
): Promise<void> {
  const tokens = await listTokens(http, credentials, spec);
  if (!tokens.some(({ id }) => id === externalId)) return;
  const request = {
    method: "DELETE",
    path: path`/organization/${spec.organizationId}/apiToken/${externalId}`,
    to: "delete the API token",
  } as const;
  await unlessGone(send(qoveryApi(http, credentials), request));
}

async function listTokens(
  http: Http,
  credentials: QoveryCredentials,
  { organizationId }: QoverySpec,
  matching = "",
) {
  const request = {
    method: "GET",
    path: path`/organization/${organizationId}/apiToken` + matching,
    to: "list the organization's API tokens",
  } as const;
  return (await call(qoveryApi(http, credentials), request, Tokens)).results;
}
