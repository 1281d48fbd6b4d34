import { ERRORS, type ErrorCode } from "@keywright/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { problem } from "./problem.ts";
import { PROGRAM_HEADERS } from "./program-routes.ts";

// Requests that never get as far as a route, and so pass by every hook: they are answered in the same shape.

function problemOf(code: ErrorCode, requestId: string): string {
  return JSON.stringify(problem({ code, detail: `${ERRORS[code].title}.`, requestId }));
}

function headersOf(requestId: string): Record<string, string> {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...PROGRAM_HEADERS,
    "x-request-id": requestId,
  };
}

/** An address that Fastify's router does not take. It is not repeated: it may hold anything, a token too. */
export function answerUnroutable(
  { code }: Error & { code?: string },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  // Ids that are too long to be ids name nothing.
  const refused = code === "FST_ERR_MAX_PARAM_LENGTH" ? "not_found" : "bad_request";
  void reply
    .status(ERRORS[refused].status)
    .headers(headersOf(request.id))
    .send(problemOf(refused, request.id));
}

/** What Node could not even parse as a request. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const code = error.code === "HPE_HEADER_OVERFLOW" ? "headers_too_large" : "bad_request";
  const { status, title } = ERRORS[code];
  const requestId = randomUUID();
  const body = problemOf(code, requestId);
  const headers = { ...headersOf(requestId), "content-length": Buffer.byteLength(body), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join("")}\r\n${body}`);
}
