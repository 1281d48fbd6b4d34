import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type HeldToken, type TeamRoleBody, type Tenant } from "../../test/tenants.ts";

const tokens = (...actions: string[]) => actions.map((action) => `team:admin:api-tokens:${action}`);
const PROJECT_READ = "project:projects:manage:read";

let kw: TestService;
let tenant: Tenant;
/** One token from each of these roles, issued by the owner. */
const of: Record<string, HeldToken> = {};

const ROLES: TeamRoleBody[] = [
  { name: "wide", permissions: { teamScope: tokens("read", "update"), projectScope: [PROJECT_READ] } },
  {
    name: "shop",
    permissions: { projectScope: [PROJECT_READ] },
    restrictions: { enabled: true, projects: ["shop"] },
  },
  {
    name: "blog",
    permissions: { projectScope: [PROJECT_READ] },
    restrictions: { enabled: true, projects: ["blog"] },
  },
  { name: "nothing" },
];

beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Seeing");
  for (const name of ["Shop", "Blog"]) {
    await tenant.owner.createProject({ params: tenant.params, body: { name } });
  }
  for (const role of ROLES) of[role.name] = await tenant.tokenOf(role);
  for (const roleId of ["owner", "admin"]) of[roleId] = await tenant.token(roleId);
});
afterAll(() => kw.close());

const seenBy = async (client: Client) => {
  const seen: string[] = [];
  for await (const { name } of client.listTokens.rows({ query: { per_page: 2 } })) seen.push(name);
  return seen.toSorted();
};

/** A reader whose role is this wide. */
const readerOf = (name: string, role: Partial<TeamRoleBody> = {}) =>
  tenant.tokenOf({ name, permissions: { teamScope: tokens("read") }, ...role });

describe("without read-all, a token sees", () => {
  test("no token whose role its own does not cover: least of all an administrator's", async () => {
    const { client, id } = await readerOf("narrow");
    expect(await seenBy(client)).toEqual(["narrow", "nothing"]);
    for (const hidden of ["wide", "shop", "owner", "admin"]) {
      const tokenId = of[hidden]?.id ?? "";
      for (const read of [
        () => client.getToken({ params: { tokenId } }),
        () => client.listKeys({ params: { tokenId } }),
        () => client.listTokenAuditEvents({ params: { tokenId } }),
      ]) {
        await refuses(tenant.owner, "not_found", read);
      }
    }
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });

  test("a hidden token no more than one that does not exist: the answers are the same", async () => {
    const { client, id } = await readerOf("comparing");
    const answer = async (tokenId: string) => {
      const error = await client.getToken({ params: { tokenId } }).catch((refusal: unknown) => refusal);
      const { message, code, status } = error as { message: string; code: string; status: number };
      return { message, code, status };
    };
    expect(await answer(of.admin?.id ?? "")).toEqual(await answer(`tok_${"0".repeat(26)}`));
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });

  test("those of the projects it reaches itself", async () => {
    const { client, id } = await readerOf("shop reader", {
      permissions: { teamScope: tokens("read"), projectScope: [PROJECT_READ] },
      restrictions: { enabled: true, projects: ["shop"] },
    });
    expect(await seenBy(client)).toEqual(["nothing", "shop", "shop-reader"]);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });

  test("itself, though it has been narrowed below its role", async () => {
    const { client, id } = await tenant.token("wide", {
      name: "narrowed",
      narrowing: { permissions: tokens("read") },
    });
    expect(await seenBy(client)).toEqual(["narrowed", "nothing"]);
    expect((await client.getToken({ params: { tokenId: id } })).id).toBe(id);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });

  test("what it issued, though its role has shrunk or the other's has grown since", async () => {
    const { owner, params } = tenant;
    const permissions = { teamScope: tokens("read", "create"), projectScope: [PROJECT_READ] };
    const issuer = await tenant.tokenOf({ name: "issuer", permissions });
    const issued = await tenant.token("shop", { name: "issued" }, issuer.client);
    const less = { permissions: { teamScope: tokens("read") } };
    await owner.patchRole({ params: { ...params, roleId: "issuer" }, body: less });
    expect(await seenBy(issuer.client)).toEqual(["issued", "issuer", "nothing"]);
    expect((await issuer.client.getToken({ params: { tokenId: issued.id } })).creator.id).toBe(issuer.id);
    for (const { id: tokenId } of [issuer, issued])
      await owner.revokeToken({ params: { ...params, tokenId } });
  });

  test("the same from wherever it is bound to", async () => {
    const { client, id } = await tenant.token("wide", {
      name: "bound",
      narrowing: { allowedIps: ["127.0.0.1"] },
    });
    expect(await seenBy(client)).toEqual(["blog", "bound", "nothing", "shop", "wide"]);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });
});

describe("with read-all, a token", () => {
  test("sees every token of its team", async () => {
    const { client, id } = await tenant.tokenOf({
      name: "auditor",
      permissions: { teamScope: tokens("read", "read-all") },
    });
    expect(await seenBy(client)).toEqual(["admin", "auditor", "blog", "nothing", "owner", "shop", "wide"]);
    expect((await client.getToken({ params: { tokenId: of.owner?.id ?? "" } })).name).toBe("owner");
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });

  test("sees none without read, and none of another team or of the organization", async () => {
    const { client, id } = await tenant.tokenOf({
      name: "half",
      permissions: { teamScope: tokens("read-all") },
    });
    expect(await endOf(client.listTokens())).toBe("permission_missing");
    const auditor = await tenant.token("auditor");
    expect(await endOf(auditor.client.getToken({ params: { tokenId: tenant.ownerId } }))).toBe("not_found");
    expect(await endOf(auditor.client.listOrgTokens())).toBe("permission_missing");
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Unseen" } });
    expect(await endOf(auditor.client.listTokens({ params: { teamId } }))).toBe("not_found");
    for (const tokenId of [id, auditor.id]) {
      await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId } });
    }
  });

  test("that was narrowed away from it sees by its own authority again", async () => {
    const { client, id } = await tenant.token("auditor", { narrowing: { permissions: tokens("read") } });
    expect(await seenBy(client)).toEqual(["auditor", "nothing"]);
    await tenant.owner.revokeToken({ params: { ...tenant.params, tokenId: id } });
  });
});

describe("what is out of sight", () => {
  test("cannot be edited, rotated, deleted or revoked either", async () => {
    const { owner } = tenant;
    const teamScope = tokens("update", "create", "delete");
    const { client } = await tenant.tokenOf({ name: "blind", permissions: { teamScope } });
    const tokenId = of.admin?.id ?? "";
    const keyId = of.admin?.keyId ?? "";
    for (const operation of [
      () => client.patchToken({ params: { tokenId }, body: { name: "mine" } }),
      () => client.rotateToken({ params: { tokenId } }),
      () => client.deleteKey({ params: { tokenId, keyId } }),
      () => client.revokeToken({ params: { tokenId } }),
      () => client.revokeToken({ params: { tokenId }, query: { includeIssued: true } }),
    ]) {
      await refuses(owner, "not_found", operation);
    }
    expect((await of.admin?.client.login())?.tokenId).toBe(tokenId);
  });

  test("is not found by way of another team or organization", async () => {
    const { owner } = tenant;
    const stranger = await newTenant(kw, "Peeping");
    const { id: teamId } = await owner.createTeam({ body: { name: "Side door" } });
    const tokenId = of.admin?.id ?? "";
    await refuses(owner, "not_found", () => owner.getToken({ params: { teamId, tokenId } }));
    await refuses(owner, "not_found", () => owner.getOrgToken({ params: { tokenId } }));
    await refuses(owner, "not_found", () => owner.revokeOrgToken({ params: { tokenId } }));
    await refuses(owner, "not_found", () => owner.revokeToken({ params: { teamId, tokenId } }));
    const params = { ...tenant.params, tokenId };
    await refuses(owner, "not_found", () => stranger.owner.getToken({ params }));
    await refuses(owner, "not_found", () => stranger.owner.getOrgToken({ params: { tokenId } }));
    await refuses(owner, "not_found", () =>
      stranger.owner.revokeToken({ params: { ...stranger.params, tokenId } }),
    );
  });
});
