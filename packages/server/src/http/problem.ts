import { type ErrorCode, ERRORS, type Problem } from "@keywright/contract";

const TYPE_BASE = "https://keywright.dev/problems/";

interface ProblemParts {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly requestId: string;
  readonly fields?: Record<string, string[]> | undefined;
}

/** RFC 9457, with the `error` envelope beside it that clients of such platforms read. */
export function problem({ code, detail, requestId, fields }: ProblemParts): Problem {
  const { status, title } = ERRORS[code];
  return {
    type: `${TYPE_BASE}${code}`,
    title,
    status,
    detail,
    code,
    requestId,
    error: { status, message: detail, id: code, ...(fields && { details: fields }) },
  };
}
