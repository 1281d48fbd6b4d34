import type { Reason } from "@keywright/policy";
import type { Change } from "../changes.ts";
import { isCount, isRecord, isText } from "../shapes.ts";

/** Where servers listen for verifiers. */
export const STREAM_PATH = "/v1/verifier/stream";

/** A verifier's message is no longer than this; a server closes the connection that sends more. */
export const VERIFIER_MESSAGE_MAX_BYTES = 256 * 1024;

/** How many counts one `usage` message carries: all of them at their longest fit a message. */
export const USAGE_ENTRIES_MAX = 200;

/** Why a server closes the stream (RFC 6455 section 7.4.2: 4000 and up are the application's). */
export const CLOSE = {
  badMessage: 4400,
  /** The credential is not accepted. */
  unauthorized: 4401,
  /** It lacks the permission to verify. */
  forbidden: 4403,
  /** No `hello`, or no sign of life, in time. */
  timeout: 4408,
  /** The verifier knows revisions that this installation does not have: forget everything and come again. */
  fromTheFuture: 4409,
  /** This server cannot confirm the current authority: come again later, or to another. */
  stale: 4503,
} as const;

/**
 * From server to verifier. Who does not know a type ignores it, so that either side may be upgraded first. What a change
 * inside must be is for `AuthorityState` to say, which ignores nothing.
 */
export type ServerMessage =
  | { readonly type: "snapshot"; readonly revision: number; readonly changes: readonly Change[] }
  | {
      readonly type: "change";
      readonly revision: number;
      readonly orgId: string | null;
      readonly changes: readonly Change[];
    }
  | {
      readonly type: "lease";
      /** You may decide for this long, counted from the moment that you called `echo`. */
      readonly leaseMs: number;
      /** The last `at` that has arrived. */
      readonly echo: number;
      readonly revision: number;
    };

/** From verifier to server. `at` is the verifier's own monotonic clock, which only it reads: see `lease`. */
export type VerifierMessage =
  | {
      readonly type: "hello";
      readonly credential: string;
      readonly name: string;
      /** A random name of this verifier for as long as it lives: its earlier lines are gone when it comes back. */
      readonly instance: string;
      /** The revision it has; null for none. */
      readonly revision: number | null;
      readonly at: number;
    }
  | { readonly type: "ack"; readonly revision: number; readonly at: number }
  | { readonly type: "usage"; readonly entries: readonly UsageEntry[] }
  /** It has stopped deciding: nobody needs to wait for it any more. */
  | { readonly type: "bye" };

/** Checks of one kind since the last report. */
export interface UsageEntry {
  readonly orgId: string;
  readonly tokenId: string;
  readonly keyId: string;
  readonly permission: string;
  readonly project: string | null;
  readonly verdict: "allowed" | Reason;
  readonly count: number;
  /** How long ago the last of them was, so that no two clocks need to agree. */
  readonly agoMs: number;
}

/** Undefined when the text is no message at all; a type that is not known is left to the caller to ignore. */
export function parseMessage(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) && isText(message["type"]) ? message : undefined;
  } catch {
    return undefined;
  }
}

const isInstantMs = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** A known message of a server in its right form; `changes` is checked when it is applied. */
export function readServerMessage(
  message: Readonly<Record<string, unknown>>,
): ServerMessage | "unknown" | "malformed" {
  const { type, revision, changes, orgId, leaseMs, echo } = message;
  const hasChanges = isCount(revision) && Array.isArray(changes);
  switch (type) {
    case "snapshot":
      return hasChanges ? (message as unknown as ServerMessage) : "malformed";
    case "change":
      return hasChanges && (orgId === null || isText(orgId))
        ? (message as unknown as ServerMessage)
        : "malformed";
    case "lease":
      return isCount(revision) && isInstantMs(leaseMs) && leaseMs > 0 && isInstantMs(echo)
        ? (message as unknown as ServerMessage)
        : "malformed";
    default:
      return "unknown";
  }
}

/** A known message of a verifier in its right form. */
export function readVerifierMessage(
  message: Readonly<Record<string, unknown>>,
): VerifierMessage | "unknown" | "malformed" {
  const { type, revision, at, credential, name, instance, entries } = message;
  switch (type) {
    case "hello":
      return isText(credential) &&
        isText(name) &&
        isText(instance) &&
        isInstantMs(at) &&
        (revision === null || isCount(revision))
        ? (message as unknown as VerifierMessage)
        : "malformed";
    case "ack":
      return isCount(revision) && isInstantMs(at) ? (message as unknown as VerifierMessage) : "malformed";
    case "usage":
      return Array.isArray(entries) && entries.length <= USAGE_ENTRIES_MAX && entries.every(isUsageEntry)
        ? (message as unknown as VerifierMessage)
        : "malformed";
    case "bye":
      return { type };
    default:
      return "unknown";
  }
}

function isUsageEntry(value: unknown): value is UsageEntry {
  if (!isRecord(value)) return false;
  const { orgId, tokenId, keyId, permission, project, verdict, count, agoMs } = value;
  return (
    [orgId, tokenId, keyId, permission, verdict].every(isText) &&
    (project === null || isText(project)) &&
    isCount(count) &&
    isInstantMs(agoMs) &&
    agoMs >= 0
  );
}
