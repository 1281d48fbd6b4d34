import { createRouter } from "@tanstack/react-router";
import { NotFoundPage } from "./not-found-page.tsx";
import { PageFailure } from "./page-failure.tsx";
import { PagePending } from "./page-pending.tsx";
import { accountRoute } from "./routes/account.ts";
import { loginRoutes } from "./routes/login.ts";
import { orgRoute, orgRoutes } from "./routes/org.ts";
import { outsideRoutes } from "./routes/outside.ts";
import { platformRoute, platformRoutes } from "./routes/platform.ts";
import { rootRoute, signedInRoute } from "./routes/root.ts";
import { teamRoute, teamRoutes } from "./routes/team.ts";

const routeTree = rootRoute.addChildren([
  ...outsideRoutes,
  ...loginRoutes,
  signedInRoute.addChildren([
    orgRoute.addChildren([...orgRoutes, teamRoute.addChildren(teamRoutes)]),
    platformRoute.addChildren(platformRoutes),
    accountRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  // Queries know by themselves how fresh they are.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: PageFailure,
  defaultPendingComponent: PagePending,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
