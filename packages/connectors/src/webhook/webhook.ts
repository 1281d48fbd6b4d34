import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Connector } from "../connector.ts";
import { deliver, type WebhookCredentials } from "./deliver.ts";

const KEY_MIN_BYTES = 24;
const KEY_MAX_BYTES = 64;
const URL_MAX_LENGTH = 2000;

const signingSecret = z
  .string("Signing Secret required")
  .trim()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, "must be whsec_ and a key in base64")
  .refine(holdsKey, `must hold a key of ${KEY_MIN_BYTES} to ${KEY_MAX_BYTES} bytes`);

const url = z
  .string("URL required")
  .trim()
  .max(URL_MAX_LENGTH)
  .refine(isDeliverable, "must be an https:// or http:// URL without user name and fragment");

/** Any program that speaks Standard Webhooks. It is told what changed and shows nothing, so there is nothing to read. */
export const webhook: Connector<WebhookCredentials, object> = {
  app: "webhook",
  title: "Webhook",
  methods: ["signing-secret"],
  credentials: z.strictObject({ url, signingSecret }),
  help: {
    summary: "Sends what has changed to an address of yours, signed as Standard Webhooks says.",
    fields: [
      { name: "url", label: "URL", secret: true, description: "Where messages are sent with POST." },
      {
        name: "signingSecret",
        label: "Signing secret",
        secret: true,
        description: "The receiver checks signatures with it.",
      },
    ],
    steps: [
      "Make a signing secret: whsec_ followed by 32 random bytes in base64.",
      "Give it to the receiver, which checks webhook-id, webhook-timestamp and webhook-signature with a Standard Webhooks library.",
      "Let the receiver answer 2xx to messages of the types keywright.ping, variables.changed, sync.failed, sync.recovered, rotation.stopped and token.expiring.",
    ],
    permissions: [],
  },
  validate: (http, credentials) =>
    deliver(http, credentials, {
      id: `msg_${randomUUID()}`,
      at: new Date(),
      type: "keywright.ping",
      data: {},
      values: [],
    }),
  notify: (http, credentials, notice) => deliver(http, credentials, { ...notice, values: [] }),
  variables: {
    reads: "nothing",
    destination: z.strictObject({}),
    destinationFields: [],
    placeOf: ({ url }) => [url],
    write: (http, credentials, _destination, { id, at, set, remove }) =>
      deliver(http, credentials, {
        id,
        at,
        type: "variables.changed",
        data: { set, remove },
        values: Object.values(set),
      }),
  },
};

function holdsKey(secret: string): boolean {
  const base64 = secret.slice("whsec_".length);
  const bytes = Buffer.from(base64, "base64");
  const canonical = bytes.toString("base64") === base64;
  return canonical && bytes.length >= KEY_MIN_BYTES && bytes.length <= KEY_MAX_BYTES;
}

function isDeliverable(text: string): boolean {
  const parsed = URL.parse(text);
  if (parsed === null || !/^https?:\/\//i.test(text)) return false;
  return parsed.username === "" && parsed.password === "" && !/[#\s\\]/.test(text);
}
