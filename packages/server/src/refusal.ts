import { type ErrorCode, ERRORS } from "@keywright/contract";

interface RefusalDetails {
  /** For people: what happened and what to do. Never a secret. */
  readonly detail?: string;
  /** Field errors, by field. */
  readonly fields?: Record<string, string[]>;
}

/** A request we turn down, thrown with a code of the contract's table. Verdicts are returned instead; bugs are other errors. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ErrorCode;
  readonly fields: Record<string, string[]> | undefined;

  constructor(code: ErrorCode, { detail, fields }: RefusalDetails = {}) {
    super(detail ?? `${ERRORS[code].title}.`);
    this.code = code;
    this.fields = fields;
  }
}

/** A refusal that concerns one field of the request. */
export function refuseField(code: ErrorCode, field: string, message: string): Refusal {
  return new Refusal(code, { detail: message, fields: { [field]: [message] } });
}
