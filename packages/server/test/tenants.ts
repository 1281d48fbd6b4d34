import type { Client } from "@keywright/sdk";
import type { TestService } from "./harness.ts";

export type TeamRoleBody = Parameters<Client["createRole"]>[0]["body"];
export type OrgRoleBody = Parameters<Client["createOrgRole"]>[0]["body"];
export type TokenBody = Parameters<Client["issueToken"]>[0]["body"];

/** A token that a test holds, and a client that uses it. */
export interface HeldToken {
  readonly id: string;
  readonly keyId: string;
  readonly value: string;
  readonly client: Client;
}

/** An organization with one team, and its owner's token: nothing in it concerns any other test. */
export interface Tenant {
  readonly orgId: string;
  readonly owner: Client;
  /** Id of the owner's token. */
  readonly ownerId: string;
  readonly teamId: string;
  /** For operations in the team. */
  readonly params: { readonly teamId: string };
  /** Issues from a role that there is. */
  token(roleId: string, body?: Partial<TokenBody>, by?: Client): Promise<HeldToken>;
  /** Makes a role of the team, named as it is, and issues from it. */
  tokenOf(role: TeamRoleBody, body?: Partial<TokenBody>): Promise<HeldToken>;
  orgToken(roleId: string, body?: Partial<TokenBody>, by?: Client): Promise<HeldToken>;
  orgTokenOf(role: OrgRoleBody, body?: Partial<TokenBody>): Promise<HeldToken>;
}

export async function newTenant(kw: TestService, name: string): Promise<Tenant> {
  const { id: orgId, ownerToken } = await kw.operator.createOrg({
    body: { name, ownerToken: { name: "owner" } },
  });
  if (!ownerToken) throw new Error("the organization came without its owner's token");
  const owner = kw.client(ownerToken.token);
  const { id: teamId } = await owner.createTeam({ body: { name: `${name} team` } });
  const params = { teamId };
  const held = ({ id, key, token }: Awaited<ReturnType<Client["issueToken"]>>): HeldToken => ({
    id,
    keyId: key.id,
    value: token,
    client: kw.client(token),
  });

  async function token(roleId: string, body: Partial<TokenBody> = {}, by = owner): Promise<HeldToken> {
    return held(await by.issueToken({ params, body: { name: roleId, roleId, ...body } }));
  }
  async function orgToken(roleId: string, body: Partial<TokenBody> = {}, by = owner): Promise<HeldToken> {
    return held(await by.issueOrgToken({ body: { name: roleId, roleId, ...body } }));
  }
  return {
    orgId,
    owner,
    ownerId: ownerToken.id,
    teamId,
    params,
    token,
    orgToken,
    tokenOf: async (role, body) => token((await owner.createRole({ params, body: role })).id, body),
    orgTokenOf: async (role, body) => orgToken((await owner.createOrgRole({ body: role })).id, body),
  };
}

/** What is in the payload of a token. */
export function claimsOf(token: string): Record<string, unknown> {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  return JSON.parse(payload) as Record<string, unknown>;
}

/** The code a call was refused with, or `done`. */
export async function endOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );
}

export async function endsOf(calls: readonly Promise<unknown>[]): Promise<string[]> {
  return Promise.all(calls.map(endOf));
}
