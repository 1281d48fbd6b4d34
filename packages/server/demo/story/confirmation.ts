import type { Client } from "@keywright/sdk";
import { promised } from "../promised.ts";

type Revoked = Awaited<ReturnType<Client["revokeToken"]>>;

/** The answer comes when every verifier has confirmed the change, or when time is up. */
export const WAIT = { waitSeconds: 10 };

export function promisedByAll(propagation: Revoked["propagation"]): void {
  promised(
    "Every verifier has confirmed the change before it is answered.",
    propagation?.complete === true && propagation.verifiers === 1 && propagation.acknowledged === 1,
  );
}

export function confirmed({ revision, propagation }: Pick<Revoked, "revision" | "propagation">): string {
  return `revision ${revision}, confirmed by ${propagation?.acknowledged} of ${propagation?.verifiers} verifiers`;
}
