/**
 * The line to the database is broken: whether what was asked has been done is not known, and asking again later may help.
 * The driver's own words are the cause: they may name hosts and users.
 */
export class DatabaseUnreachable extends Error {
  override readonly name = "DatabaseUnreachable";

  constructor(cause: unknown) {
    super("the database cannot be reached", { cause });
  }
}
