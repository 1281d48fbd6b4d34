import { endsSoon, KEY_ENDS_HEADER, type Principal } from "@keywright/verifier";
import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose authentic key came with it, whatever becomes of the request. */
    keyHolder: Principal | null;
  }
}

/** On every answer: which request it was, and that it is not to be kept. What may be kept says so itself. */
export function setAnswerHeaders(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header("x-request-id", request.id);
  reply.header("cache-control", "no-store");
  done();
}

/** On every answer to a key that ends soon, refusals too: when it does. As an `onSend` hook: by then it is known whose it is. */
export function tellKeyEnds(
  { keyHolder }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  const ends = keyHolder && endsSoon(keyHolder, Date.now() / 1000);
  if (ends) reply.header(KEY_ENDS_HEADER, ends);
  done(null, payload);
}
