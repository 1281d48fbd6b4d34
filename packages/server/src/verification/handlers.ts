import type { Handlers } from "../http/handlers.ts";
import { showVerdict, type VerifyDeps, verifyFor } from "./verification.ts";

export function verificationHandlers(deps: VerifyDeps) {
  return {
    verify: async (_db, { caller }, { body }) => {
      const checks = "checks" in body ? body.checks : [body];
      const verdicts = await Promise.all(
        checks.map(async (check) => showVerdict(deps.authority, await verifyFor(deps, caller, check))),
      );
      const [first] = verdicts;
      if ("checks" in body || !first) return { verdicts };
      return first;
    },
  } satisfies Partial<Handlers>;
}
