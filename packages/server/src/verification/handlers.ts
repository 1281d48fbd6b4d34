import type { Authority } from "../authority/authority.ts";
import type { Handlers } from "../http/handlers.ts";
import type { Usage } from "../usage/usage.ts";
import { verifyFor } from "./verification.ts";

export function verificationHandlers({ authority, usage }: { authority: Authority; usage: Usage }) {
  return {
    verify: async (_db, { caller, now }, { body }) => {
      const checks = "checks" in body ? body.checks : [body];
      const verdicts = await Promise.all(
        checks.map(async (check) => {
          const { shown, subject } = await verifyFor(authority, caller.principal, check);
          if (subject) usage.record(subject, now.getTime());
          return shown;
        }),
      );
      const [first] = verdicts;
      if ("checks" in body || !first) return { verdicts };
      return first;
    },
  } satisfies Partial<Handlers>;
}
