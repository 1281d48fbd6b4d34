import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { originOf } from "../http/origin.ts";
import { refuseOtherMethods } from "../http/other-methods.ts";
import { endedAttemptCookie, readAttemptCookie } from "./attempt-cookie.ts";
import { CALLBACK_PATH } from "./callback-url.ts";
import { type CompleteDeps, completeSignIn } from "./complete.ts";
import { SsoRefusal } from "./sso-refusal.ts";

interface CallbackDeps extends CompleteDeps {
  readonly publicUrl: string;
  readonly logger: Logger;
}

const URL = `${CALLBACK_PATH}/:org`;

/** Where issuers send browsers back to. It answers with a page in any case: nobody but people comes here. */
export function mountSsoCallback(app: FastifyInstance, { publicUrl, logger, ...deps }: CallbackDeps): void {
  app.get<{ Params: { org: string } }>(URL, async (request, reply) => {
    const { org } = request.params;
    const [, query = ""] = request.raw.url?.split(/\?(.*)/s) ?? [];
    const attempt = {
      org,
      query: new URLSearchParams(query),
      attemptSecret: readAttemptCookie(request.headers.cookie),
      now: new Date(),
      origin: originOf(request),
    };
    const ended = endedAttemptCookie(publicUrl);
    try {
      const session = await completeSignIn(deps, attempt);
      return await reply.header("set-cookie", [ended, ...session]).redirect(`/o/${org}`);
    } catch (error) {
      if (!(error instanceof SsoRefusal)) throw error;
      logger.info({ code: error.code, cause: causeOf(error) }, "a single sign-on was refused");
      return reply.header("set-cookie", ended).redirect(`/sign-in?error=${error.code}`);
    }
  });
  refuseOtherMethods(app, URL, new Set(["GET"]));
}

/** The library's word for it: messages may hold what the issuer has sent. */
function causeOf({ cause }: SsoRefusal): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  return (cause as { code?: string }).code ?? cause.name;
}
