import fc from "fast-check";
import { BAD_TEXTS, INHERITED_NAMES } from "./bad-input-values.ts";
import { arbitraryOf, type JsonSchema } from "./guard-schema.ts";

const text: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...Object.values(BAD_TEXTS).filter((one) => one.length < 1000),
      ...INHERITED_NAMES,
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 120 }) },
  {
    weight: 1,
    // Halves of surrogate pairs too, which JSON can write and UTF-8 cannot.
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
      .map((units) => String.fromCharCode(...units)),
  },
);

const number = fc.oneof(
  fc.constantFrom(0, -0, -1, 1e21, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53 + 2, -(2 ** 63), 0.1),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
);

const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null));

/** Anything JSON can say, in small. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: leaf },
  { weight: 1, arbitrary: fc.array(leaf, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.array(fc.constant("a"), { minLength: 600, maxLength: 600 }) },
  { weight: 1, arbitrary: fc.dictionary(text, leaf, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

/**
 * Bodies as text: such as the schema wants, nearly such, and such as nobody wants. `known` are words that mean something
 * here: ids of what there is, permissions, instants.
 */
export function bodies(schema: JsonSchema, sample: unknown, known: readonly string[]): fc.Arbitrary<string> {
  const fitting = fc.oneof(fc.constant(sample), arbitraryOf(schema));
  const written = fc.oneof(
    { weight: 3, arbitrary: fitting },
    { weight: 8, arbitrary: fitting.chain((body) => mutated(body, known)) },
    { weight: 1, arbitrary: anything },
  );
  // What has lost its root is no body at all.
  const texts = written.map((body): string => JSON.stringify(body) ?? "");
  return fc.oneof({ weight: 12, arbitrary: texts }, { weight: 1, arbitrary: texts.chain(corrupted) });
}

interface Mutation {
  readonly at: number;
  /** `alike` puts another value of the same type in place, which gets further than any other does. */
  readonly how: "alike" | "replace" | "remove" | "add";
  readonly value: unknown;
  readonly text: string;
  readonly number: number;
}

/** The same with up to three of its parts replaced, removed or added to. */
function mutated(body: unknown, known: readonly string[]): fc.Arbitrary<unknown> {
  const mutation = fc.record<Mutation>({
    at: fc.nat(),
    how: fc.constantFrom("alike", "alike", "alike", "alike", "remove", "remove", "replace", "add"),
    value: anything,
    text: fc.oneof(fc.constantFrom(...known), text),
    number: fc.oneof(fc.nat({ max: 100 }), number),
  });
  return fc
    .array(mutation, { minLength: 1, maxLength: 3 })
    .map((mutations) => mutations.reduce(mutate, body));
}

function mutate(body: unknown, { at, how, value, text, number }: Mutation): unknown {
  const paths = pathsIn(body);
  const path = paths[at % paths.length] ?? [];
  return edit(body, path, (old) => {
    if (how === "replace") return value;
    if (how === "remove") return undefined;
    if (how === "alike") return alike(old, text, number);
    if (Array.isArray(old)) return [...(old as unknown[]), text];
    return typeof old === "object" && old !== null ? { ...old, [text]: value } : value;
  });
}

function alike(old: unknown, text: string, number: number): unknown {
  if (typeof old === "string") return text;
  if (typeof old === "number") return number;
  if (typeof old === "boolean") return !old;
  if (Array.isArray(old)) return [...(old as unknown[]), ...(old as unknown[])];
  return old;
}

function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([name, part]) => pathsIn(part).map((path) => [name, ...path]));
  return [[], ...inner];
}

function edit(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value);
  const entries = Object.entries(value as object).map(([one, part]) => [
    one,
    one === name ? edit(part, rest, change) : (part as unknown),
  ]);
  const kept = entries.filter(([, part]) => part !== undefined);
  return Array.isArray(value) ? kept.map(([, part]) => part as unknown) : Object.fromEntries(kept);
}

/** A text with a piece cut out or put in. */
function corrupted(whole: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: whole.length });
  return fc
    .tuple(
      at,
      fc.nat({ max: 3 }),
      fc.constantFrom("", "{", "}", '"', ",", "\\u0000", "\\ud800", "\u0000", "e9"),
    )
    .map(([start, length, piece]) => whole.slice(0, start) + piece + whole.slice(start + length));
}

/** Queries as they stand behind the question mark: parameters the operation has, and others, with all kinds of values. */
export function queries(names: readonly string[]): fc.Arbitrary<string> {
  const name = names.length > 0 ? fc.oneof(fc.constantFrom(...names), text) : text;
  const value = fc.oneof(text, number.map(String), fc.constantFrom("true", "%", "%00", "%ff", "null", "[]"));
  const pair = fc
    .tuple(name, value, fc.boolean())
    .map(([key, one, raw]) => `${encode(key)}=${raw ? asciiOf(one) : encode(one)}`);
  return fc.array(pair, { maxLength: 4 }).map((pairs) => `?${pairs.join("&")}`);
}

/** Path segments, encoded or as raw as a request line can carry them. */
export const segments: fc.Arbitrary<string> = fc
  .oneof(text.map(encode), text.map(asciiOf), fc.stringMatching(/^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/))
  .filter((segment) => segment !== "" && !/^[?#/]/.test(segment));

function encode(one: string): string {
  return encodeURIComponent(one.toWellFormed());
}

/** What may stand in a request line without encoding. */
function asciiOf(one: string): string {
  return one.replaceAll(/[^\x21-\x7e]/g, "").replaceAll(/[#]/g, "");
}

/** Header values that HTTP can carry. */
export const headerValues: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 300 }),
  text.map((one) => one.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "")),
);
