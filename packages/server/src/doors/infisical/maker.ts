import type { Authority } from "../../authority/authority.ts";
import type { Encryption } from "../../encryption/data-keys.ts";
import { decideFor } from "../../http/access.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import type { Maker } from "../../secret-syncs/maker.ts";
import type { Here } from "./place.ts";

interface MakerDeps {
  readonly authority: Authority;
  readonly encryption: Encryption;
  readonly jobs: Jobs;
}

/** Whoever has been admitted, as one who makes or changes a sync. */
export function makerOf({ authority: { state }, encryption, jobs }: MakerDeps, here: Here): Maker {
  const { catalogue, caller, org, team } = here;
  return {
    catalogue,
    caller,
    org,
    team,
    encryption,
    jobs,
    decide: (question) => decideFor({ state, caller }, question),
  };
}
