import type { Paint } from "./colours.ts";
import { visible, withoutTokens } from "./text.ts";

/** What is said to the person: on stderr, so that stdout holds data alone. */
export interface Words {
  /** ✓ what has been done. */
  done(sentence: string): void;
  /** A line below it, or something worth knowing. */
  note(sentence: string): void;
  /** What the person has to do now, and with what; said even when the rest is not wanted. */
  ask(sentence: string, what?: string): void;
  /** ! what should be looked at; said even when the rest is not wanted. */
  warn(sentence: string): void;
  /** ✗ why nothing came of it, and what to do; said even when the rest is not wanted. */
  fail(sentence: string, more?: readonly string[]): void;
  /** Shows that something is under way, until it is stopped. */
  progress(sentence: string): Progress;
}

export interface Progress {
  stop(): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;
const ERASE_LINE = "\r\u001b[2K";

/** Words never hold a token: whoever answers us may quote the one that we sent. */
const harmless = (text: string) => visible(withoutTokens(text));

export function createWords(stream: NodeJS.WriteStream, paint: Paint, quiet: boolean): Words {
  const say = (line: string) => void stream.write(`${line}\n`);
  return {
    done: (sentence) => void (quiet || say(`${paint("green", "✓")} ${harmless(sentence)}`)),
    note: (sentence) => void (quiet || say(`  ${harmless(sentence)}`)),
    ask: (sentence, what = "") => say(`  ${harmless(sentence)}${what && paint("bold", harmless(what))}`),
    warn: (sentence) => say(`${paint("yellow", "!")} ${harmless(sentence)}`),
    fail(sentence, more = []) {
      // Whatever was being shown as under way has ended with it.
      if (stream.isTTY) stream.write(ERASE_LINE);
      say(`${paint("red", "✗")} ${harmless(sentence)}`);
      for (const line of more) say(`  ${harmless(line)}`);
    },
    progress(sentence) {
      if (quiet) return { stop() {} };
      if (!stream.isTTY) {
        say(`  ${harmless(sentence)}`);
        return { stop() {} };
      }
      return spin(stream, paint, harmless(sentence));
    },
  };
}

function spin(stream: NodeJS.WriteStream, paint: Paint, sentence: string): Progress {
  let frame = 0;
  const draw = () => {
    stream.write(`${ERASE_LINE}${paint("cyan", FRAMES[frame++ % FRAMES.length] ?? "")} ${sentence}`);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS).unref();
  return {
    stop() {
      clearInterval(timer);
      stream.write(ERASE_LINE);
    },
  };
}
