import type { Client } from "@keywright/sdk";
import type { TestService } from "../harness.ts";

const PUBLISHABLE = "project:shop:articles:read";
const TEAM = { teamId: "acme" };

/** One token of every kind that an installation issues. */
export interface TokenKinds {
  /** By what they are, none of them narrowed. */
  readonly plain: Readonly<Record<string, string>>;
  /** Narrowed in every way, by as much as the API takes. */
  readonly narrowed: string;
}

export async function issueEveryKind(kw: TestService): Promise<TokenKinds> {
  const { operator } = kw;
  const { scopes } = await operator.putCatalogue({
    body: { template: "paas", permissions: [{ permission: PUBLISHABLE, publishable: true }] },
  });
  const permissions = scopes.flatMap(({ categories }) =>
    categories.flatMap(({ resources }) => resources.flatMap((resource) => resource.permissions)),
  );
  const team = await operator.issueToken({ params: TEAM, body: { name: "team", roleId: "owner" } });
  const org = await operator.issueOrgToken({ body: { name: "org", roleId: "owner" } });
  const expiring = { name: "expiring", roleId: "default", lifetimeSeconds: 3600 };
  const other = await operator.createOrg({ body: { name: "Other", ownerToken: { name: "first" } } });
  const rotated = await operator.rotateToken({
    params: { ...TEAM, tokenId: team.id },
    body: { otherKeysExpiresAt: null },
  });
  return {
    plain: {
      "the operator's": kw.operatorToken,
      "the organization's": org.token,
      "the team's": team.token,
      "a rotated one": rotated.token,
      "an expiring one": (await operator.issueToken({ params: TEAM, body: expiring })).token,
      "a member's": await issueMemberToken(operator),
      "a publishable one": await issuePublishable(operator),
      "another organization's": other.ownerToken?.token ?? "",
    },
    narrowed: await issueNarrowed(
      operator,
      permissions.map(({ permission }) => permission),
    ),
  };
}

async function issueMemberToken(operator: Client): Promise<string> {
  const { id: memberId } = await operator.inviteMember({
    params: TEAM,
    body: { email: "ada@example.com", roles: ["default"] },
  });
  const owned = { owner: "member" as const, memberId, lifetimeSeconds: 3600 };
  const body = { name: "hers", roleId: "default", ...owned };
  return (await operator.issueToken({ params: TEAM, body })).token;
}

async function issuePublishable(operator: Client): Promise<string> {
  const role = { name: "shop window", permissions: { projectScope: [PUBLISHABLE] } };
  const { id: roleId } = await operator.createRole({ params: TEAM, body: role });
  await operator.createProject({ params: TEAM, body: { name: "window", environments: ["live"] } });
  const narrowing = { environments: ["live"] };
  const body = { name: "window", roleId, exposure: "publishable" as const, narrowing };
  return (await operator.issueToken({ params: TEAM, body })).token;
}

const PERMISSIONS_MAX = 200;
const ENTRIES_MAX = 20;

async function issueNarrowed(operator: Client, permissions: readonly string[]): Promise<string> {
  const entries = Array.from({ length: ENTRIES_MAX }, (_, index) => index);
  const environments = entries.map((index) => `${"e".repeat(97)}-${index + 10}`);
  for (const index of entries)
    await operator.createProject({ params: TEAM, body: { name: `shop ${index}`, environments } });
  const narrowing = {
    permissions: permissions.slice(-PERMISSIONS_MAX),
    projects: entries.map((index) => `shop-${index}`),
    environments,
    allowedIps: [
      "127.0.0.1",
      ...entries.slice(1).map((index) => `2001:0db8:1111:2222:3333:4444:5555:66${index + 10}/128`),
    ],
  };
  return (await operator.issueToken({ params: TEAM, body: { name: "narrow", roleId: "owner", narrowing } }))
    .token;
}
