import * as account from "./account.ts";
import * as appConnections from "./app-connections.ts";
import * as auditEvents from "./audit-events.ts";
import * as changes from "./changes.ts";
import * as catalogue from "./catalogue.ts";
import * as externalTokens from "./external-tokens.ts";
import * as issuableRoles from "./issuable-roles.ts";
import * as loginRequests from "./login-requests.ts";
import * as me from "./me.ts";
import * as members from "./members.ts";
import * as orgRoles from "./org-roles.ts";
import * as orgTokens from "./org-tokens.ts";
import * as orgs from "./orgs.ts";
import * as overview from "./overview.ts";
import * as projects from "./projects.ts";
import * as roles from "./roles.ts";
import * as routeRules from "./route-rules.ts";
import * as secretGroups from "./secret-groups.ts";
import * as secretSyncs from "./secret-syncs.ts";
import * as signIn from "./sign-in.ts";
import * as signingKeys from "./signing-keys.ts";
import * as sso from "./sso.ts";
import * as teams from "./teams.ts";
import * as tokenRotation from "./token-rotation.ts";
import * as tokens from "./tokens.ts";
import * as trustRules from "./trust-rules.ts";
import * as usage from "./usage.ts";
import * as verification from "./verification.ts";
import * as verifiers from "./verifiers.ts";
import type { RouteSpec } from "./route.ts";

type RoutesOf<M> = { [K in keyof M as M[K] extends RouteSpec ? K : never]: M[K] };

/** A noun's module exports its routes and its shapes; the API is the routes. */
function routesOf<M extends object>(module: M): RoutesOf<M> {
  return Object.fromEntries(Object.entries(module).filter(([, value]) => isRoute(value))) as RoutesOf<M>;
}

function isRoute(value: unknown): value is RouteSpec {
  return typeof value === "object" && value !== null && "method" in value && "permission" in value;
}

/** Every operation of the API by its id: server, SDK, OpenAPI and the guard tests are derived from this. */
export const api = {
  ...routesOf(signIn),
  ...routesOf(sso),
  ...routesOf(account),
  ...routesOf(loginRequests),
  ...routesOf(me),
  ...routesOf(catalogue),
  ...routesOf(orgs),
  ...routesOf(teams),
  ...routesOf(members),
  ...routesOf(roles),
  ...routesOf(orgRoles),
  ...routesOf(projects),
  ...routesOf(secretGroups),
  ...routesOf(issuableRoles),
  ...routesOf(tokens),
  ...routesOf(tokenRotation),
  ...routesOf(orgTokens),
  ...routesOf(trustRules),
  ...routesOf(appConnections),
  ...routesOf(secretSyncs),
  ...routesOf(externalTokens),
  ...routesOf(usage),
  ...routesOf(overview),
  ...routesOf(verification),
  ...routesOf(verifiers),
  ...routesOf(routeRules),
  ...routesOf(auditEvents),
  ...routesOf(changes),
  ...routesOf(signingKeys),
};
export type Api = typeof api;
export type OperationId = keyof Api;
