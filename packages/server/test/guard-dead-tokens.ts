import type { ErrorCode } from "@keywright/contract";
import { randomUUID } from "node:crypto";
import { compact, decode, installationKey, strangersKey } from "./guard-forge.ts";
import type { TestService } from "./harness.ts";

export interface DeadToken {
  readonly name: string;
  /** The value of the header `Authorization`; undefined: none is sent. */
  readonly authorization: string | undefined;
  readonly code: ErrorCode;
}

/** Credentials that are worth nothing, though each but for one thing could do everything in the organization `acme`. */
export async function deadTokens(kw: TestService): Promise<DeadToken[]> {
  const dead = (name: string, token: string, code: ErrorCode): DeadToken => ({
    name,
    authorization: `Bearer ${token}`,
    code,
  });
  return [
    { name: "no credentials", authorization: undefined, code: "no_credentials" },
    { name: "credentials of another scheme", authorization: "Basic b3BlcmF0b3I6", code: "no_credentials" },
    { name: "a bare scheme", authorization: "Bearer", code: "malformed" },
    dead("something that is no token", "not-a-token", "malformed"),
    dead("two tokens", `${kw.operatorToken} ${kw.operatorToken}`, "malformed"),
    ...(await forged(kw)).map(([name, token, code]) => dead(name, token, code)),
    ...(await ended(kw)).map(([name, token, code]) => dead(name, token, code)),
  ];
}

type Made = [name: string, token: string, code: ErrorCode];

async function forged(kw: TestService): Promise<Made[]> {
  const { header, claims } = decode(kw.operatorToken);
  const own = await installationKey(kw);
  const stranger = strangersKey();
  const elsewhere = { ...claims, iss: "https://elsewhere.example", aud: "https://elsewhere.example" };
  const past = Math.floor(Date.now() / 1000) - 3600;
  return [
    ["the operator's claims under another key", compact(header, claims, stranger), "bad_signature"],
    [
      "a token of another installation",
      compact({ ...header, kw: "elsewhere.example", kid: randomUUID() }, elsewhere, stranger),
      "bad_signature",
    ],
    ["a token made for another service", compact(header, elsewhere, own), "wrong_audience"],
    ["an expired token", compact(header, { ...claims, iat: past - 60, exp: past }, own), "expired"],
    ["a token of tomorrow", compact(header, { ...claims, nbf: past + 86_400 }, own), "not_yet_valid"],
  ];
}

async function ended({ operator, client }: TestService): Promise<Made[]> {
  const issue = () => operator.issueOrgToken({ body: { name: "dead", roleId: "owner" } });

  const cut = await issue();
  const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
  await operator.patchOrgToken({ params: { tokenId: cut.id }, body: { expiresAt: expiresAt.toISOString() } });

  const revoked = await issue();
  await operator.revokeOrgToken({ params: { tokenId: revoked.id } });

  const keyless = await issue();
  await operator.deleteOrgTokenKey({ params: { tokenId: keyless.id, keyId: keyless.key.id } });

  const rotated = await issue();
  await operator.rotateOrgToken({ params: { tokenId: rotated.id } });

  const role = await operator.createOrgRole({
    body: { name: "soon gone", permissions: { orgScope: ["*"] } },
  });
  const orphan = await operator.issueOrgToken({ body: { name: "dead", roleId: role.id } });
  await operator.deleteOrgRole({ params: { roleId: role.id } });

  const createOrg = async (name: string) => {
    const { ownerToken } = await operator.createOrg({ body: { name, ownerToken: { name: "dead" } } });
    return ownerToken?.token ?? "";
  };
  const suspended = await createOrg("suspended");
  await client(suspended).login();
  await operator.patchOrg({ params: { orgId: "suspended" }, body: { suspended: true } });
  const deleted = await createOrg("deleted");
  await operator.deleteOrg({ params: { orgId: "deleted" } });

  // Expiry counts in whole seconds, and only time brings it.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, expiresAt.getTime() - Date.now() + 50)));
  return [
    ["a token whose expiry was brought forward", cut.token, "expired"],
    ["a revoked token", revoked.token, "revoked"],
    ["a deleted key", keyless.token, "revoked"],
    ["a key that was rotated away", rotated.token, "revoked"],
    ["a token of a deleted role", orphan.token, "role_deleted"],
    ["a token of a suspended organization", suspended, "suspended"],
    ["a token of a deleted organization", deleted, "revoked"],
  ];
}
