import type { Refusal } from "./refusal.ts";

/** The little of Node's `ServerResponse` that an answer needs. */
export interface NodeResponse {
  readonly headersSent: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

export function setHeaders(response: NodeResponse, headers: Refusal["headers"]): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

export function sendRefusal(response: NodeResponse, { status, headers, body }: Refusal): void {
  response.statusCode = status;
  setHeaders(response, headers);
  response.end(body);
}
