import type { ClaimCondition } from "../db/schema.ts";

/** Of conditions that must all hold, the first that does not: the claim it is about. */
export function unmetClaim(
  conditions: readonly ClaimCondition[],
  claims: Readonly<Record<string, unknown>>,
): string | undefined {
  return conditions.find((condition) => !isMet(condition, ownValue(claims, condition.claim)))?.claim;
}

/** Whoever makes the claims names them: what every object has by nature is none. */
function ownValue(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function isMet(condition: ClaimCondition, value: unknown): boolean {
  const texts = textsOf(value);
  if ("equals" in condition) return texts.some((text) => condition.equals.includes(text));
  return texts.some((text) => matchesPattern(condition.matches, text));
}

/** Of a list, one of its entries is enough: claims such as `groups` are lists. What has parts is compared with nothing. */
function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) =>
    typeof one === "string" || typeof one === "number" || typeof one === "boolean" ? [String(one)] : [],
  );
}

/** Each `*` stands for any characters, or none. Part by part and never back: a regular expression could take for ever. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
