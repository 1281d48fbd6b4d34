import { Webhook } from "standardwebhooks";
import { failure } from "../failure.ts";
import type { Http } from "../http.ts";

export interface WebhookCredentials {
  readonly url: string;
  readonly signingSecret: string;
}

interface Message {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly data: object;
  /** What must not come back in a sentence. */
  readonly values: readonly string[];
}

/** A message by Standard Webhooks. Whoever receives it tells a repetition by its id, so it may be sent again. */
export async function deliver(
  http: Http,
  { url, signingSecret }: WebhookCredentials,
  { id, at, type, data, values }: Message,
): Promise<void> {
  const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
  const answer = await http({
    method: "POST",
    url,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(signingSecret).sign(id, at, body),
    },
    body,
    repeatable: true,
  });
  if (answer.status >= 200 && answer.status < 300) return;
  const secrets = [url, signingSecret, ...values];
  throw failure({ title: "the receiver", to: "deliver the message", answer, json: undefined, secrets });
}
