import { originOf } from "../../http/origin.ts";
import { keepPace } from "../../login-requests/polling.ts";
import { redeemLogin, type RedeemDeps } from "../../login-requests/redeem.ts";
import { requireCommandLine } from "../client.ts";
import { requireParameter } from "../form.ts";
import type { Grant } from "../token.ts";
import { answerLogin, refuseLogin } from "./login-answer.ts";

/** RFC 8628 section 3.4: the command line asks whether somebody has approved by now. */
export function deviceCodeGrant(deps: RedeemDeps): Grant {
  return async (request, form) => {
    requireCommandLine(form);
    const code = requireParameter(form, "device_code");
    const now = new Date();
    const ask = async () => {
      await keepPace(deps.database, code, now);
      const proves = ({ kind }: { kind: string }) => kind === "device";
      return redeemLogin(deps, { code, proves, origin: originOf(request), now });
    };
    return answerLogin(await ask().catch((error: unknown) => refuseLogin(error, "expired_token")), now);
  };
}
