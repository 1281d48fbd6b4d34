import { Readable } from "node:stream";
import type { Paint } from "./colours.ts";
import { jsonText } from "./json.ts";
import { save } from "./save.ts";
import { type Column, recordText, tableText } from "./table.ts";
import { oneLine } from "./text.ts";
import type { Words } from "./words.ts";

/** What was asked for: on stdout, or in the file that `--output` names. With `--json`, the data as the API answers them. */
export interface Output {
  /** Rows as a table; `empty` is said when there are none. */
  list<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): Promise<void>;
  /** One thing, its fields one under the other. */
  record(
    data: unknown,
    fields: readonly (readonly [label: string, value: string | number | null | undefined])[],
  ): Promise<void>;
  /** What a write answered: for machines alone, people are told in words. */
  result(data: unknown): Promise<void>;
  /** A text as it is, such as the value of a token; `data` in its place for machines. */
  text(text: string, data?: unknown): Promise<void>;
  /** What comes as a file, as it comes. */
  stream(answer: Response): Promise<void>;
  /** What comes as time goes by: a line each, and JSON in each for machines. */
  lines<Row>(rows: AsyncIterable<Row>, text: (row: Row) => string): Promise<void>;
}

interface OutputSettings {
  readonly stdout: NodeJS.WriteStream;
  readonly paint: Paint;
  readonly words: Words;
  readonly json: boolean;
  readonly file: string | undefined;
}

export function createOutput({ stdout, paint, words, json, file }: OutputSettings): Output {
  const writeFrom = async (content: Readable) => {
    if (file === undefined) {
      for await (const chunk of content) await writeWhole(stdout, chunk as string | Uint8Array);
    } else {
      await save(file, content);
      words.note(`Written to ${file}`);
    }
  };
  const write = (text: string) => writeFrom(Readable.from([`${text}\n`]));
  const plain: Paint = (_style, text) => text;
  const inColour = file === undefined ? paint : plain;
  return {
    async list(rows, columns, empty) {
      if (json) return write(jsonText(rows));
      if (rows.length > 0) return write(tableText(rows, columns, inColour));
      words.note(empty);
    },
    record: (data, fields) => write(json ? jsonText(data) : recordText(fields, inColour)),
    async result(data) {
      if (json) await write(jsonText(data));
    },
    stream: (answer) => writeFrom(bytesOf(answer)),
    lines: (rows, text) =>
      writeFrom(
        Readable.from(linesOf(rows, json ? (row) => JSON.stringify(row) : (row) => oneLine(text(row)))),
      ),
    text: (text, data) => write(json && data !== undefined ? jsonText(data) : text),
  };
}

/** A pipe takes what it can: the process must not end before the rest has gone. */
function writeWhole(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}

function bytesOf({ body }: Response): Readable {
  return body === null ? Readable.from([]) : Readable.fromWeb(body);
}

async function* linesOf<Row>(rows: AsyncIterable<Row>, text: (row: Row) => string): AsyncGenerator<string> {
  for await (const row of rows) yield `${text(row)}\n`;
}
