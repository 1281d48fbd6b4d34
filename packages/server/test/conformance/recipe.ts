import { readFile } from "node:fs/promises";

/** A gateway's configuration from examples/gateways, for what can be read of it without the gateway. */
export interface Recipe {
  /** The value of a key that stands alone on its line. */
  value(key: string): string;
  /** The lines below a key, without their dashes. */
  block(key: string): string[];
}

export async function readRecipe(name: string): Promise<Recipe> {
  const text = await readFile(new URL(`../../../../examples/gateways/${name}`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => !/^\s*(#|$)/.test(line));
  const indexOf = (start: RegExp, what: string) => {
    const found = lines.flatMap((line, index) => (start.test(line) ? [index] : []));
    if (found.length !== 1) throw new Error(`${name} has ${found.length} times ${what}`);
    return found[0] as number;
  };
  const indentAt = (index: number) => lines[index]?.search(/\S/) ?? -1;
  return {
    value(key) {
      const line = lines[indexOf(new RegExp(`^\\s*(- )?${key}: `), key)] ?? "";
      return line.slice(line.indexOf(": ") + 2).replace(/^"(.*)"$/, "$1");
    },
    block(key) {
      const at = indexOf(new RegExp(`^\\s*(- )?${key}:$`), key);
      let end = at + 1;
      while (indentAt(end) > indentAt(at)) end += 1;
      return lines.slice(at + 1, end).map((line) => line.trim().replace(/^- /, ""));
    },
  };
}
