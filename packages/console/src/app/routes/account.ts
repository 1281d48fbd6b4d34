import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { compact, oneOf, type RawSearch } from "../../ui/search-state.ts";
import { signedInRoute } from "./root.ts";

export const ACCOUNT_TABS = ["profile", "security", "sessions", "tokens"] as const;

export const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/account",
  validateSearch: ({ tab }: RawSearch) => compact({ tab: oneOf(ACCOUNT_TABS, tab) }),
  component: lazyRouteComponent(() => import("../../account/account-page.tsx"), "AccountPage"),
});
