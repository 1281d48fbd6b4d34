import { z } from "zod";
import { WAIT_MAX_SECONDS } from "./limits.ts";
import { Instant } from "./names.ts";

/** On every write that takes a revision: how long to wait for all verifiers to confirm it. */
export const WaitSeconds = z.coerce.number<number>().min(0).max(WAIT_MAX_SECONDS);

/** Who decides by a revision, and who has not said so yet. A verifier that has lost its lease refuses everything. */
export const Propagation = z.object({
  /** From now on nobody accepts the old authority: everyone has confirmed, or has no lease any more. */
  complete: z.boolean(),
  verifiers: z.int(),
  acknowledged: z.int(),
  pending: z.array(
    z.object({
      name: z.string(),
      acknowledgedRevision: z.int(),
      /** At this moment at the latest it stops deciding, unless it confirms before. */
      leaseEndsAt: Instant,
    }),
  ),
});
export type Propagation = z.infer<typeof Propagation>;
