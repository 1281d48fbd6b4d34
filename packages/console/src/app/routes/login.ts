import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { keepUserCode } from "../../login-requests/kept-user-code.ts";
import { requirePerson } from "../require-person.ts";
import { rootRoute } from "./root.ts";

const getParentRoute = () => rootRoute;

const approveRoute = createRoute({
  getParentRoute,
  path: "/approve/$loginRequestId",
  beforeLoad: requirePerson,
  component: lazyRouteComponent(() => import("../../login-requests/approve-page.tsx"), "ApprovePage"),
});

const deviceRoute = createRoute({
  getParentRoute,
  path: "/device",
  beforeLoad: (context) => {
    const { hash } = context.location;
    if (hash === "") return requirePerson(context);
    // Out of the address before anybody is sent to sign in with it.
    keepUserCode(hash);
    throw redirect({ to: "/device", replace: true });
  },
  component: lazyRouteComponent(() => import("../../login-requests/device-page.tsx"), "DevicePage"),
});

/** For whoever a command line waits for. Without the shell: there is one thing to do. */
export const loginRoutes = [approveRoute, deviceRoute] as const;
