import type { ErrorCode } from "@keywright/contract";
import { ConnectorError, type ConnectorErrorCode } from "@keywright/connectors";
import { Refusal } from "../refusal.ts";

/** What the platform's word on our request is to whoever made us ask. */
const REFUSALS: Readonly<Record<ConnectorErrorCode, ErrorCode>> = {
  credentials_rejected: "credentials_rejected",
  permission_missing: "platform_permission_missing",
  not_found: "platform_refused",
  rejected: "platform_refused",
  rate_limited: "platform_unavailable",
  platform_unreachable: "platform_unavailable",
  unexpected_answer: "platform_unavailable",
  too_large: "platform_unavailable",
};

interface Asking {
  /** For what the path names on the platform itself. */
  readonly notFound?: ErrorCode;
  /** What the platform has, and must not be repeated of its words; what it was sent is not repeated anyway. */
  readonly secrets?: Iterable<string>;
}

/** Asks a platform; its failures become refusals. */
export async function asked<T>(
  question: Promise<T>,
  { notFound = REFUSALS.not_found, secrets = [] }: Asking = {},
): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const code = error.code === "not_found" ? notFound : REFUSALS[error.code];
    throw new Refusal(code, { detail: error.withoutSecrets(secrets) });
  }
}

export interface Health {
  readonly status: "ok" | "failing" | "unknown";
  readonly message: string | null;
}

/** Whether the platform accepts the credentials. One that gives no usable answer says neither yes nor no. */
export async function healthBy(question: Promise<void>): Promise<Health> {
  try {
    await asked(question);
    return { status: "ok", message: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.code === "platform_unavailable" ? "unknown" : "failing", message: error.message };
  }
}
