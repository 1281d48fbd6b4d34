import { authenticateKey, check, type Verdict } from "@keywright/verifier";
import { mayComeFrom } from "../../http/access.ts";
import { countUse, type VerifyDeps } from "../../verification/verification.ts";
import type { Question } from "./question.ts";

/** Whether a token answers a gateway's question: with any one of the permissions, or with none if none is asked for. */
export function judge(
  { authority, uses }: VerifyDeps,
  token: string,
  { permissions, team, project, environment }: Question,
  ip: string,
): Verdict | Promise<Verdict> {
  return authority.judge(token, (key, nowSeconds) => {
    const ask = (permission: string) =>
      check(authority.state, key, { permission, team, project, environment, ip }, nowSeconds);
    const [first, ...others] = permissions;
    if (first === undefined) {
      const verdict = atAddress(authenticateKey(authority.state, key, nowSeconds), ip);
      countUse(uses, verdict, {});
      return verdict;
    }
    let asked = first;
    let verdict = ask(first);
    for (const permission of others) {
      // What is wrong with the token itself is wrong for every permission.
      if (verdict.allowed || !verdict.principal) break;
      const other = ask(permission);
      if (!other.allowed && other.reason === "permission_missing") continue;
      [asked, verdict] = [permission, other];
    }
    countUse(uses, verdict, { permission: asked, project });
    return verdict;
  });
}

function atAddress(verdict: Verdict, ip: string): Verdict {
  if (!verdict.allowed || mayComeFrom(verdict.principal.authority, ip)) return verdict;
  const { principal, revision } = verdict;
  return { allowed: false, reason: "ip_not_allowed", revision, principal };
}
