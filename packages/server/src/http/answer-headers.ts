import type { FastifyReply, FastifyRequest } from "fastify";

/** On every answer: which request it was, and that it is not to be kept. What may be kept says so itself. */
export function setAnswerHeaders(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header("x-request-id", request.id);
  reply.header("cache-control", "no-store");
  done();
}
