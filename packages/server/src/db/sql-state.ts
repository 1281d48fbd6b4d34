/** Two transactions waited for each other, and this one was chosen to give way. It has done nothing. */
export const DEADLOCK = "40P01";
/** A row was to be put under a parent that is not there. */
export const PARENT_MISSING = "23503";
/** What was to be there once is there already. */
export const DUPLICATE = "23505";
/** This user may not do this. */
export const NOT_ALLOWED = "42501";

/** The SQLSTATE of an error, if the database sent it; both drivers call it `code`. */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && (error as { code?: unknown }).code;
  return typeof code === "string" ? code : undefined;
}
