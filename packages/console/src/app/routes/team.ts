import { createRoute, lazyRouteComponent, notFound, Outlet } from "@tanstack/react-router";
import { connectionListSearch } from "../../app-connections/connection-list-search.ts";
import { auditSearch } from "../../audit-events/audit-search.ts";
import { externalTokenListSearch } from "../../external-tokens/external-token-list-search.ts";
import { syncListSearch } from "../../secret-syncs/sync-list-search.ts";
import { tokenListSearch } from "../../tokens/token-list-search.ts";
import { tokenPageSearch } from "../../tokens/token-tabs.ts";
import { pageSearch } from "../../ui/page-search.ts";
import { orgRoute } from "./org.ts";

/** One team, for those who reach it. */
export const teamRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/t/$team",
  beforeLoad: ({ context, params }) => {
    if (!context.membership.teams.some(({ id }) => id === params.team)) throw notFound();
  },
  component: Outlet,
});

const getParentRoute = () => teamRoute;

const overviewRoute = createRoute({
  getParentRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../../overview/overview-page.tsx"), "OverviewPage"),
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
const externalTokensRoute = createRoute({
  getParentRoute,
  path: "/external-tokens",
  validateSearch: externalTokenListSearch,
  component: lazyRouteComponent(
    () => import("../../external-tokens/external-token-list-page.tsx"),
    "ExternalTokenListPage",
  ),
});
const externalTokenRoute = createRoute({
  getParentRoute,
  path: "/external-tokens/$externalTokenId",
  component: lazyRouteComponent(
    () => import("../../external-tokens/external-token-page.tsx"),
    "ExternalTokenPage",
  ),
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
const projectsRoute = createRoute({
  getParentRoute,
  path: "/projects",
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import("../../projects/project-list-page.tsx"), "ProjectListPage"),
});
const projectRoute = createRoute({
  getParentRoute,
  path: "/projects/$projectId",
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import("../../projects/project-page.tsx"), "ProjectPage"),
});
const secretGroupRoute = createRoute({
  getParentRoute,
  path: "/projects/$projectId/secrets/$secretId",
  component: lazyRouteComponent(() => import("../../secret-groups/secret-group-page.tsx"), "SecretGroupPage"),
});
const connectionsRoute = createRoute({
  getParentRoute,
  path: "/connections",
  validateSearch: connectionListSearch,
  component: lazyRouteComponent(
    () => import("../../app-connections/connection-list-page.tsx"),
    "ConnectionListPage",
  ),
});
const connectionRoute = createRoute({
  getParentRoute,
  path: "/connections/$connectionId",
  component: lazyRouteComponent(() => import("../../app-connections/connection-page.tsx"), "ConnectionPage"),
});
const syncsRoute = createRoute({
  getParentRoute,
  path: "/syncs",
  validateSearch: syncListSearch,
  component: lazyRouteComponent(() => import("../../secret-syncs/sync-list-page.tsx"), "SyncListPage"),
});
const syncRoute = createRoute({
  getParentRoute,
  path: "/syncs/$syncId",
  component: lazyRouteComponent(() => import("../../secret-syncs/sync-page.tsx"), "SyncPage"),
});
const trustRulesRoute = createRoute({
  getParentRoute,
  path: "/trust-rules",
  validateSearch: pageSearch,
  component: lazyRouteComponent(
    () => import("../../trust-rules/trust-rule-list-page.tsx"),
    "TrustRuleListPage",
  ),
});
const trustRuleRoute = createRoute({
  getParentRoute,
  path: "/trust-rules/$trustRuleId",
  component: lazyRouteComponent(() => import("../../trust-rules/trust-rule-page.tsx"), "TrustRulePage"),
});
const verifiersRoute = createRoute({
  getParentRoute,
  path: "/verifiers",
  component: lazyRouteComponent(() => import("../../verifiers/verifier-list-page.tsx"), "VerifierListPage"),
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
const settingsRoute = createRoute({
  getParentRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("../../teams/team-settings-page.tsx"), "TeamSettingsPage"),
});

export const teamRoutes = [
  overviewRoute,
  tokensRoute,
  tokenRoute,
  externalTokensRoute,
  externalTokenRoute,
  rolesRoute,
  roleRoute,
  membersRoute,
  projectsRoute,
  projectRoute,
  secretGroupRoute,
  connectionsRoute,
  connectionRoute,
  syncsRoute,
  syncRoute,
  trustRulesRoute,
  trustRuleRoute,
  verifiersRoute,
  auditRoute,
  settingsRoute,
] as const;
