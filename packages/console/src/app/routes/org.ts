import { createRoute, lazyRouteComponent, notFound, Outlet } from "@tanstack/react-router";
import { auditSearch } from "../../audit-events/audit-search.ts";
import { tokenListSearch } from "../../tokens/token-list-search.ts";
import { tokenPageSearch } from "../../tokens/token-tabs.ts";
import { pageSearch } from "../../ui/page-search.ts";
import { signedInRoute } from "./root.ts";

/** One organization. Who is no member of it learns nothing, not even that it exists. */
export const orgRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/o/$org",
  beforeLoad: ({ context, params }) => {
    const membership = context.account.memberships.find(({ org }) => org.id === params.org);
    if (!membership) throw notFound();
    return { membership };
  },
  component: Outlet,
});

const getParentRoute = () => orgRoute;

const teamsRoute = createRoute({
  getParentRoute,
  path: "/",
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import("../../teams/team-list-page.tsx"), "TeamListPage"),
});
const tokensRoute = createRoute({
  getParentRoute,
  path: "/tokens",
  validateSearch: tokenListSearch,
  component: lazyRouteComponent(() => import("../../tokens/token-list-page.tsx"), "TokenListPage"),
});
const tokenRoute = createRoute({
  getParentRoute,
  path: "/tokens/$tokenId",
  validateSearch: tokenPageSearch,
  component: lazyRouteComponent(() => import("../../tokens/token-page.tsx"), "TokenPage"),
});
const rolesRoute = createRoute({
  getParentRoute,
  path: "/roles",
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import("../../roles/role-list-page.tsx"), "RoleListPage"),
});
const roleRoute = createRoute({
  getParentRoute,
  path: "/roles/$roleId",
  component: lazyRouteComponent(() => import("../../roles/role-page.tsx"), "RolePage"),
});
const membersRoute = createRoute({
  getParentRoute,
  path: "/members",
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import("../../members/member-list-page.tsx"), "MemberListPage"),
});
const policiesRoute = createRoute({
  getParentRoute,
  path: "/policies",
  component: lazyRouteComponent(() => import("../../orgs/policies-page.tsx"), "PoliciesPage"),
});
const auditRoute = createRoute({
  getParentRoute,
  path: "/audit",
  validateSearch: auditSearch,
  component: lazyRouteComponent(
    () => import("../../audit-events/audit-event-list-page.tsx"),
    "AuditEventListPage",
  ),
});
const verifiersRoute = createRoute({
  getParentRoute,
  path: "/verifiers",
  component: lazyRouteComponent(() => import("../../verifiers/verifier-list-page.tsx"), "VerifierListPage"),
});
const ssoRoute = createRoute({
  getParentRoute,
  path: "/sso",
  component: lazyRouteComponent(() => import("../../orgs/sso-page.tsx"), "SsoPage"),
});

export const orgRoutes = [
  teamsRoute,
  tokensRoute,
  tokenRoute,
  rolesRoute,
  roleRoute,
  membersRoute,
  policiesRoute,
  auditRoute,
  verifiersRoute,
  ssoRoute,
] as const;
