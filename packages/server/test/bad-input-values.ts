import { alternativesOf, type JsonSchema } from "./guard-schema.ts";

/** Texts that break what does not expect them: databases, encodings, terminals, lists. */
export const BAD_TEXTS: Readonly<Record<string, string>> = {
  "a NUL": "a\u0000b",
  "a control character": "a\u0001b",
  "an escape sequence": "a\u001b[31mb",
  "half a surrogate pair": "a\ud800b",
  "a text that turns around": "a\u202eb",
  "quotes and comments": "'; drop table token; -- \\ %_ \"",
  "a very long text": "x".repeat(20_000),
};

/** What the name of a property of every object is. */
export const INHERITED_NAMES = ["__proto__", "constructor", "toString", "hasownproperty", "valueof"];

/** As they stand in JSON: some of them no number of JavaScript can hold. */
export function badNumbers({ minimum = 0, maximum = 0 }: JsonSchema): string[] {
  return [minimum - 1, maximum + 1, minimum + 0.5, -maximum - 1]
    .map(String)
    .concat(["1e400", "-1e400", "1e21", "9007199254740993", "123456789012345678901234567890", '"7"']);
}

/** Instants that look right and cannot be kept, or do not say when they are. */
export const BAD_INSTANTS = [
  "0000-01-01T00:00:00Z",
  "0000-12-31T23:59:59.999Z",
  "0001-01-01T00:00:00+00:01",
  "9999-12-31T23:59:59-00:01",
  "+010000-01-01T00:00:00Z",
  "-000001-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "2030-02-30T00:00:00Z",
  "2030-13-01T00:00:00Z",
  "2030-01-01T24:00:00Z",
  "2030-01-01T00:00:60Z",
  "2030-01-01T00:00:00",
  "2030-01-01T00:00:00+99:00",
  "2030-01-01",
  "20300101T000000Z",
  "tomorrow",
  "1893456000",
  "infinity",
  "",
];

export function takesText(schema: JsonSchema): boolean {
  return alternativesOf(schema).some(({ type }) => type === "string");
}

export function takesInstant(schema: JsonSchema): boolean {
  return alternativesOf(schema).some(({ format }) => format === "date-time");
}

export function integerIn(schema: JsonSchema): JsonSchema | undefined {
  return alternativesOf(schema).find(({ type }) => type === "integer");
}
