import { authenticateKey, check, type Exposure, exposureOf, type Verdict } from "@keywright/verifier";
import type { Authority } from "../../authority/authority.ts";
import { type Source, usedFrom } from "../../http/access.ts";
import type { Question } from "./question.ts";

/** What of a question a verdict is about. */
export interface Judged {
  readonly permission?: string;
  readonly project?: string | undefined;
}

/**
 * Whether a token answers a gateway's question: with any one of the permissions, or with none if none is asked for. `note`
 * hears of the verdict before it is answered.
 */
export function judge(
  authority: Authority,
  token: string,
  { permissions, team, project, environment, exposure }: Question,
  source: Source,
  note: (verdict: Verdict, about: Judged) => void,
): Verdict | Promise<Verdict> {
  return authority.judge(token, (key, nowSeconds) => {
    const { ip, website: origin } = source;
    const ask = (permission: string) =>
      check(
        authority.state,
        key,
        { permission, team, project, environment, ip, origin, exposure },
        nowSeconds,
      );
    const [first, ...others] = permissions;
    if (first === undefined) {
      const verdict = usedFrom(
        source,
        ofExposure(exposure, authenticateKey(authority.state, key, nowSeconds)),
      );
      note(verdict, {});
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
    note(verdict, { permission: asked, project });
    return verdict;
  });
}

function ofExposure(exposure: Exposure | undefined, verdict: Verdict): Verdict {
  if (!verdict.allowed || exposure === undefined) return verdict;
  const { principal, revision } = verdict;
  if (exposureOf(principal) === exposure) return verdict;
  return { allowed: false, reason: "wrong_exposure", revision, principal };
}
