import { json } from "../db/json.ts";

/** What a request changes: absent leaves. */
export interface ExpiryNoticesInput {
  readonly days?: readonly number[] | undefined;
  readonly email?: boolean | undefined;
}

/** Organizations and teams carry the same columns. */
interface NoticeColumns {
  readonly expiry_notice_days: readonly number[];
  readonly expiry_notice_email: boolean;
}

export function showExpiryNotices({ expiry_notice_days, expiry_notice_email }: NoticeColumns) {
  return { days: expiry_notice_days.toSorted((a, b) => b - a), email: expiry_notice_email };
}

export function expiryNoticeColumns({ days, email }: ExpiryNoticesInput = {}) {
  return {
    ...(days !== undefined && { expiry_notice_days: json(days) }),
    ...(email !== undefined && { expiry_notice_email: email }),
  };
}
