import type { ErrorCode } from "./errors.ts";

/** Of operations that ask another platform. */
export const platformErrors = [
  "credentials_rejected",
  "platform_permission_missing",
  "platform_refused",
  "platform_unavailable",
  "address_not_allowed",
] as const satisfies readonly ErrorCode[];
