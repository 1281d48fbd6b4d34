import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { accountQuery } from "../../api/account.ts";
import { isSignedOut } from "../../api/query-client.ts";
import { queryClient } from "../query-client.ts";

export const rootRoute = createRootRoute({ component: Outlet });

/** Everything below it has a person who is signed in, and the shell around it. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    try {
      return { account: await queryClient.ensureQueryData(accountQuery) };
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
  component: lazyRouteComponent(() => import("../shell/shell.tsx"), "Shell"),
});
