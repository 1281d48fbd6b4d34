import { type ParsedLocation, redirect } from "@tanstack/react-router";
import { accountQuery } from "../api/account.ts";
import { isSignedOut } from "../api/query-client.ts";
import { takeWayBack } from "../sign-in/way-back.ts";
import { queryClient } from "./query-client.ts";

/** Whoever is not signed in signs in first, and comes back. */
export async function requirePerson({ location }: { readonly location: ParsedLocation }) {
  try {
    const account = await queryClient.ensureQueryData(accountQuery);
    const wayBack = takeWayBack();
    if (wayBack !== undefined && wayBack !== location.href) throw redirect({ href: wayBack, replace: true });
    return { account };
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    throw redirect({ to: "/sign-in", search: { next: location.href } });
  }
}
