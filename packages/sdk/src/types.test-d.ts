import type { Client } from "./client.ts";
import type { PageOf } from "./operation.ts";
import type { api } from "@keywright/contract";

// Compiled, never run: each expectation below is a mistake that the compiler must find.
export async function mistakesThatDoNotCompile(kw: Client): Promise<void> {
  // @ts-expect-error an operation that is not in the contract
  await kw.dropEverything();
  // @ts-expect-error the path needs an id
  await kw.getToken();
  // @ts-expect-error a team is not a token
  await kw.getToken({ params: { teamId: "web" } });
  // @ts-expect-error ids are text
  await kw.getToken({ params: { tokenId: 7 } });
  // @ts-expect-error the body is required
  await kw.issueToken({});
  // @ts-expect-error the body's role is required
  await kw.issueToken({ body: { name: "ci" } });
  // @ts-expect-error a field the body does not have
  await kw.issueToken({ body: { name: "ci", roleId: "deploy", admin: true } });
  // @ts-expect-error a filter the list does not have
  await kw.listProjects({ query: { colour: "red" } });
  // @ts-expect-error a page size is a number
  await kw.listProjects({ query: { per_page: "many" } });
  // @ts-expect-error an organization's list lies below no team
  await kw.listOrgTokens({ params: { teamId: "web" } });
  // @ts-expect-error this operation has no body
  await kw.getMe({ body: {} });
  // @ts-expect-error an option that does not exist
  await kw.getMe({}, { retries: 3 });
  // @ts-expect-error only lists have pages
  kw.getMe.pages();
  // @ts-expect-error the rows are under the list's own key
  (await kw.listProjects()).data;
  // @ts-expect-error issuing changes no authority, so it answers no revision
  (await kw.issueToken({ body: { name: "ci", roleId: "deploy" } })).revision;
  // @ts-expect-error a client's operations cannot be replaced
  kw.getMe = kw.getMe;
}

export async function callsThatCompile(kw: Client): Promise<void> {
  const issued = await kw.issueToken(
    { body: { name: "ci", roleId: "deploy", lifetimeSeconds: 3600 } },
    { idempotencyKey: "k", signal: AbortSignal.timeout(1), org: undefined },
  );
  issued.token satisfies string;
  issued.exposure satisfies "secret" | "publishable";
  (await kw.revokeToken({ params: { tokenId: "t" }, query: { includeIssued: "true" } }))
    .revision satisfies number;
  (await kw.revokeToken({ params: { tokenId: "t" }, query: { includeIssued: true } }))
    .revokedIssued satisfies number;
  (await kw.rotateToken({ params: { tokenId: "t" } })).token satisfies string;
  (await kw.deleteOrg({ params: { orgId: "acme" } })).revision satisfies number;
  const page = await kw.listProjects({
    params: { teamId: "web" },
    query: { per_page: 5, cursor: undefined },
  });
  page satisfies PageOf<typeof api.listProjects>;
  page.projects[0]?.name satisfies string | undefined;
  page.pagination.cursor satisfies string | undefined;
  for await (const token of kw.listTokens.rows({ query: { owner: "team" } })) token.active satisfies boolean;
  for await (const { members } of kw.listRoleMembers.pages({ params: { roleId: "owner" } }))
    members satisfies object[];
}
