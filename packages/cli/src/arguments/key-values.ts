import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

/** `key=value` arguments in their order; the last of equal keys wins. */
export function keyValues(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((text) => {
      const at = text.indexOf("=");
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new Failure(EXIT.usage, `${text} is not of the form key=value.`);
    }),
  );
}
