import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours for a terminal alone, and not even there when `NO_COLOR` is set or the person does not want them. */
export function paintFor(stream: NodeJS.WritableStream, wanted: boolean): Paint {
  const isTerminal = (stream as Partial<WriteStream>).isTTY === true;
  if (!wanted || !isTerminal) return (_style, text) => text;
  return (style, text) => styleText(style, text, { stream });
}
