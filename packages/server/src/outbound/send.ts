import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { lookUpWithin, mayReach, OutOfReach, type Reach } from "./reach.ts";

export interface Outbound {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly reach: Reach;
  readonly answerMaxBytes: number;
  /** Of everything together: an answer that trickles is over too. */
  readonly signal: AbortSignal;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/**
 * One request to where somebody else than the operator sends us: nowhere but within `reach`, following no redirect, and
 * reading no more than so many bytes.
 */
export async function send(url: URL, outbound: Outbound): Promise<OutboundAnswer> {
  const { method, headers, body, reach, signal } = outbound;
  if (!mayReach(url, reach)) throw new OutOfReach("an address that is not allowed");
  const begin = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = begin(url, {
      method,
      headers: { ...headers, ...lengthOf(body), "accept-encoding": "identity" },
      // A connection that is kept was judged by the rules of whoever opened it.
      agent: false,
      lookup: lookUpWithin(reach, url.protocol),
      signal,
    });
    request.on("response", (answer) => resolve(readAnswer(answer, outbound)));
    request.on("error", reject);
    request.end(body);
  });
}

/** Node sends the body of a DELETE unframed unless it is told its length. */
function lengthOf(body: Outbound["body"]): Readonly<Record<string, string>> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}

async function readAnswer(
  answer: IncomingMessage,
  { answerMaxBytes }: Pick<Outbound, "answerMaxBytes">,
): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > answerMaxBytes) {
      answer.destroy();
      throw new AnswerTooLarge(`an answer of more than ${answerMaxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) };
}
