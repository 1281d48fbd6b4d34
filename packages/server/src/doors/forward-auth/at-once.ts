import type { QuickDoor } from "../../http/at-once.ts";
import { bearerToken } from "../../http/credentials.ts";
import type { RulesInForce } from "../../route-rules/rules-in-force.ts";
import { countUse, type VerifyDeps } from "../../verification/verification.ts";
import { identityOf } from "./identity.ts";
import { judge, type Judged } from "./judge.ts";
import { readQuestion } from "./question.ts";

export interface ForwardAuthDeps extends VerifyDeps {
  readonly rules: RulesInForce;
}

/** Who may pass, and was read before, passes at once. All others are asked by the route, which says why not. */
export function forwardAuthAtOnce({ authority, uses, rules }: ForwardAuthDeps): QuickDoor {
  return {
    answer(request) {
      const { method = "", url = "", headers } = request;
      const token = bearerToken(request);
      if (token === undefined) return undefined;
      const question = readQuestion({ method, url, headers }, rules);
      if (question instanceof Promise) return question;
      if ("why" in question) return undefined;
      let judged: Judged = {};
      // From no address: a token that is bound to some has to tell the route where it comes from.
      const source = { ip: undefined, website: headers.origin };
      const verdict = judge(authority, token, question, source, (_verdict, about) => (judged = about));
      if (verdict instanceof Promise) return verdict;
      // Who is turned away is counted there.
      if (!verdict.allowed) return undefined;
      countUse(uses, verdict, judged);
      return { headers: identityOf({ authority }, verdict.principal) };
    },
  };
}
