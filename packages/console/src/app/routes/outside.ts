import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { accountQuery } from "../../api/account.ts";
import { isSignedOut } from "../../api/query-client.ts";
import { compact, type RawSearch, textIn } from "../../ui/search-state.ts";
import { homeOf } from "../home.ts";
import { queryClient } from "../query-client.ts";
import { rootRoute } from "./root.ts";

const getParentRoute = () => rootRoute;

const homeRoute = createRoute({
  getParentRoute,
  path: "/",
  beforeLoad: async () => {
    const account = await queryClient.fetchQuery(accountQuery).catch((error: unknown) => {
      if (isSignedOut(error)) throw redirect({ to: "/sign-in" });
      throw error;
    });
    throw redirect(homeOf(account));
  },
});

const setupRoute = createRoute({
  getParentRoute,
  path: "/setup",
  component: lazyRouteComponent(() => import("../../sign-in/setup-page.tsx"), "SetupPage"),
});

const signInRoute = createRoute({
  getParentRoute,
  path: "/sign-in",
  validateSearch: ({ next, error }: RawSearch) => compact({ next: textIn(next), error: textIn(error) }),
  component: lazyRouteComponent(() => import("../../sign-in/sign-in-page.tsx"), "SignInPage"),
});

const inviteRoute = createRoute({
  getParentRoute,
  path: "/invite",
  component: lazyRouteComponent(() => import("../../sign-in/invite-page.tsx"), "InvitePage"),
});

const forgotPasswordRoute = createRoute({
  getParentRoute,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("../../sign-in/forgot-password-page.tsx"), "ForgotPasswordPage"),
});

const resetPasswordRoute = createRoute({
  getParentRoute,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("../../sign-in/reset-password-page.tsx"), "ResetPasswordPage"),
});

/** Pages for those who are not signed in. */
export const outsideRoutes = [
  homeRoute,
  setupRoute,
  signInRoute,
  inviteRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
] as const;
