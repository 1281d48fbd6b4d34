import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

/** Of organizations, teams, projects, roles and secret groups. */
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export interface Named {
  readonly id: string;
  readonly name: string;
}

interface Nameable<Row extends Named> {
  /** What it is called when there is none. */
  readonly noun: string;
  readonly isId: RegExp;
  /** Those among which the name is looked for. */
  readonly among: (name: string) => Promise<readonly Row[]>;
  /** Tells things of the same name apart. */
  readonly about?: (row: Row) => string;
}

/** The id of what was given by its id or its name. A name that several have is no name: they are listed. */
export async function idOf<Row extends Named>(given: string, what: Nameable<Row>): Promise<string> {
  const { noun, isId, among, about } = what;
  if (isId.test(given)) return given;
  const rows = (await among(given)).filter(({ name }) => name === given);
  const [one, another] = rows;
  if (!one) throw new Failure(EXIT.notFound, `There is no ${noun} named ${given}.`);
  if (!another) return one.id;
  throw new Failure(
    EXIT.usage,
    `${rows.length} ${noun}s are named ${given}. Say which, by its id:`,
    rows.map((row) => [row.id, about?.(row)].filter(Boolean).join("  ")),
  );
}
