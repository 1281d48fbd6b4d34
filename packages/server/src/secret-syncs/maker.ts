import type { Org, Team } from "@keywright/verifier";
import type { Catalogue } from "@keywright/policy";
import type { PrincipalCaller } from "../caller.ts";
import type { Ask } from "../decision.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { Jobs } from "../jobs/jobs.ts";

/** Who makes a sync or changes it, and where: what it takes is asked of them now, and never again. */
export interface Maker {
  readonly decide: Ask;
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
  readonly org: Org;
  readonly team: Team;
  readonly encryption: Encryption;
  readonly jobs: Jobs;
}
