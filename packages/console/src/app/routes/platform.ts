import { createRoute, lazyRouteComponent, notFound, Outlet } from "@tanstack/react-router";
import { pageSearch } from "../../ui/page-search.ts";
import { compact, type RawSearch, textIn } from "../../ui/search-state.ts";
import { signedInRoute } from "./root.ts";

/** The installation, for its operator. */
export const platformRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/platform",
  beforeLoad: ({ context }) => {
    if (!context.account.memberships.some(({ isOperator }) => isOperator)) throw notFound();
  },
  component: Outlet,
});

const getParentRoute = () => platformRoute;

const orgsRoute = createRoute({
  getParentRoute,
  path: "/",
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import("../../platform/org-list-page.tsx"), "OrgListPage"),
});
const catalogueRoute = createRoute({
  getParentRoute,
  path: "/catalogue",
  validateSearch: ({ search }: RawSearch) => compact({ search: textIn(search) }),
  component: lazyRouteComponent(() => import("../../platform/catalogue-page.tsx"), "CataloguePage"),
});
const signingKeysRoute = createRoute({
  getParentRoute,
  path: "/signing-keys",
  component: lazyRouteComponent(() => import("../../platform/signing-keys-page.tsx"), "SigningKeysPage"),
});
const routeRulesRoute = createRoute({
  getParentRoute,
  path: "/route-rules",
  component: lazyRouteComponent(() => import("../../platform/route-rules-page.tsx"), "RouteRulesPage"),
});
const verifiersRoute = createRoute({
  getParentRoute,
  path: "/verifiers",
  component: lazyRouteComponent(
    () => import("../../platform/platform-verifiers-page.tsx"),
    "PlatformVerifiersPage",
  ),
});

export const platformRoutes = [
  orgsRoute,
  catalogueRoute,
  signingKeysRoute,
  routeRulesRoute,
  verifiersRoute,
] as const;
