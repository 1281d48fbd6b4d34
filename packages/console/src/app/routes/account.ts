import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { compact, oneOf, type RawSearch } from "../../ui/search-state.ts";
import { signedInRoute } from "./root.ts";

export const ACCOUNT_TABS = ["profile", "security", "sessions", "tokens"] as const;

export const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/account",
  validateSearch: ({ tab, ended }: RawSearch) =>
    compact({
      tab: oneOf(ACCOUNT_TABS, tab),
      /** Ended personal tokens are shown too. */
      ended: oneOf(["yes"], ended),
    }),
  component: lazyRouteComponent(() => import("../../account/account-page.tsx"), "AccountPage"),
});
