import { api, type RouteSpec } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { callerId } from "../caller.ts";
import { findAnswer, readIdempotencyKey, type WriteAnswer } from "../idempotency/idempotency.ts";
import { Refusal } from "../refusal.ts";
import type { Gate } from "./gate.ts";
import { fingerprintFor, type RunDeps } from "./run.ts";

/** A write that has been answered before, and the organization it was in. */
export interface AnsweredBefore {
  readonly orgId: string;
  readonly answer: WriteAnswer;
}

/**
 * What deletes a team or project takes along the place that its path names: sent again, the gate refuses before anyone
 * remembers. Whoever made this very request is answered as the first time; to all others nothing is there.
 */
export async function answeredBefore(
  refusal: unknown,
  gate: Gate,
  route: RouteSpec,
  deps: RunDeps,
  request: FastifyRequest,
): Promise<AnsweredBefore> {
  const isGone = refusal instanceof Refusal && refusal.code === "not_found" && route.method === "DELETE";
  const key = isGone ? readIdempotencyKey(request.headers["idempotency-key"]) : undefined;
  if (key === undefined) throw refusal;
  const { caller } = await gate(request, api.login);
  const slot = { orgId: caller.orgId, principalId: callerId(caller), key };
  const answer = await findAnswer(deps.database.kysely, slot, fingerprintFor(deps, request));
  if (!answer) throw refusal;
  return { orgId: caller.orgId, answer };
}
