import { createRootRoute, createRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { requirePerson } from "../require-person.ts";

export const rootRoute = createRootRoute({ component: Outlet });

/** Everything below it has a person who is signed in, and the shell around it. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: requirePerson,
  component: lazyRouteComponent(() => import("../shell/shell.tsx"), "Shell"),
});
