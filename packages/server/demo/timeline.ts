import { duration, fit, moment, shortIds, wrap } from "./layout.ts";
import type { Paint } from "./paint.ts";
import type { Exchange } from "./wire.ts";

const WIDEST = 100;
const NARROWEST = 64;
const TIME_WIDTH = 9;
const WHO_WIDTH = 11;
const METHOD_WIDTH = 6;
const TOOK_WIDTH = 8;
/** Where the marks stand, and the text after them. */
const MARK_COLUMN = TIME_WIDTH + 2;
const TEXT_COLUMN = MARK_COLUMN + 2;

/** What a step came to: allowed, refused, or only a remark. */
export type Mark = "allowed" | "refused" | "remark";
const MARKS = { allowed: ["green", "✓"], refused: ["red", "✗"], remark: ["gray", "·"] } as const;

export interface Entry {
  readonly mark: Mark;
  readonly text: string;
  readonly exchanges?: readonly Exchange[];
  /** What the server said, or what to notice. */
  readonly notes?: readonly string[];
}

interface TimelineOptions {
  readonly write: (text: string) => void;
  readonly paint: Paint;
  /** Of the terminal; absent when the output goes somewhere else. */
  readonly columns: number | undefined;
  /** On the clock of `performance.now()`. */
  readonly startedAtMs: number;
}

/** Prints the story as it happens: when, what, and below it who asked for what, the answer, and how long it took. */
export class Timeline {
  readonly #write: (text: string) => void;
  readonly #paint: Paint;
  readonly #width: number;
  readonly #startedAtMs: number;

  constructor({ write, paint, columns, startedAtMs }: TimelineOptions) {
    this.#write = write;
    this.#startedAtMs = startedAtMs;
    this.#paint = paint;
    this.#width = Math.max(NARROWEST, Math.min(columns ?? WIDEST, WIDEST));
  }

  /** How many characters of a note fit in one line. */
  get noteWidth(): number {
    return this.#width - TEXT_COLUMN - 2;
  }

  /** On the wall clock, in milliseconds since 1970. */
  get startedAt(): number {
    return performance.timeOrigin + this.#startedAtMs;
  }

  elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  title(text: string): void {
    this.#line();
    this.#line(this.#paint("bold", text));
  }

  /** What the marks mean. */
  legend(meanings: Readonly<Record<"allowed" | "refused", string>>): void {
    const marks = (["allowed", "refused"] as const).map((mark) => `${this.#sign(mark)} ${meanings[mark]}`);
    this.#line();
    this.#line(`  ${marks.join("    ")}`);
  }

  chapter(name: string, text: string): void {
    this.#line();
    const [first = "", ...more] = wrap(text, this.#width - MARK_COLUMN);
    this.#line(this.#paint(["bold", "cyan"], name.padEnd(MARK_COLUMN)) + this.#paint("bold", first));
    for (const line of more) this.#line(" ".repeat(MARK_COLUMN) + this.#paint("bold", line));
  }

  entry({ mark, text, exchanges = [], notes = [] }: Entry): void {
    const [first = "", ...more] = wrap(text, this.#width - TEXT_COLUMN);
    const time = this.#paint("dim", moment(this.elapsedMs()).padStart(TIME_WIDTH));
    this.#line(`${time}  ${this.#sign(mark)} ${first}`);
    for (const line of more) this.#line(" ".repeat(TEXT_COLUMN) + line);
    for (const exchange of exchanges) this.#line(" ".repeat(TEXT_COLUMN) + this.#exchange(exchange));
    for (const note of notes) this.#note(note);
  }

  /** One request on one line, its status and time in the columns at the right. */
  #exchange({ who, method, path, status, tookMs, times }: Exchange): string {
    const pathWidth = this.#width - TEXT_COLUMN - WHO_WIDTH - METHOD_WIDTH - TOOK_WIDTH - 7;
    const repeated = times === undefined ? "" : `  ${times}×`;
    const asWhom = fit(who, WHO_WIDTH).padEnd(WHO_WIDTH);
    const what = fit(shortIds(path) + repeated, pathWidth).padEnd(pathWidth);
    const request = this.#paint("dim", `${method.padEnd(METHOD_WIDTH)} ${what}`);
    const [colour] = status < 400 ? MARKS.allowed : MARKS.refused;
    const took = this.#paint("dim", duration(tookMs).padStart(TOOK_WIDTH));
    return `${asWhom} ${request} ${this.#paint(colour, String(status))} ${took}`;
  }

  #sign(mark: Mark): string {
    const [colour, sign] = MARKS[mark];
    return this.#paint(colour, sign);
  }

  #note(text: string): void {
    const bar = " ".repeat(TEXT_COLUMN) + this.#paint("dim", "│ ");
    for (const line of wrap(text, this.noteWidth)) this.#line(bar + line);
  }

  paragraph(text: string): void {
    for (const line of wrap(text, this.#width - 2)) this.#line(`  ${line}`);
  }

  /** Commands to copy: never wrapped. */
  commands(...commands: readonly string[]): void {
    for (const command of commands) this.#line(`  ${this.#paint("cyan", command)}`);
  }

  #line(text = ""): void {
    this.#write(`${text}\n`);
  }
}
