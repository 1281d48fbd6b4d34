import fc from "fast-check";
import { z } from "zod";

/** The part of JSON Schema that the contract's schemas are written in. */
export interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | false;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

const schemas = new WeakMap<z.ZodType, JsonSchema>();
const examples = new WeakMap<JsonSchema, unknown>();

/** What a client may send, before defaults and conversions. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  const known =
    schemas.get(schema) ?? (z.toJSONSchema(schema, { io: "input", override: asAnyOf }) as JsonSchema);
  schemas.set(schema, known);
  return known;
}

/** One of several, told apart by a field, is no more to the guards than any of them. */
function asAnyOf({ jsonSchema }: { jsonSchema: { oneOf?: unknown; anyOf?: unknown } }): void {
  if (!jsonSchema.oneOf) return;
  jsonSchema.anyOf = jsonSchema.oneOf;
  delete jsonSchema.oneOf;
}

/** The schemas that a value may follow. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternativesOf) : [schema];
}

/** Which values are wanted. */
interface Wanted {
  /** Fields that may be left out are, always. */
  readonly least?: boolean;
}

/** Values that the schema accepts. Whether what they name exists is another question. */
export function arbitraryOf(schema: JsonSchema, wanted: Wanted = {}): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => arbitraryOf(one, wanted)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const make = BY_TYPE[schema.type ?? ""];
  if (!make) throw new Error(`guard-schema.ts knows no values for ${JSON.stringify(schema)}`);
  return make(schema, wanted);
}

/** One small value that the schema accepts, the same every time. */
export function exampleOf(schema: JsonSchema): unknown {
  if (!examples.has(schema))
    examples.set(schema, fc.sample(arbitraryOf(schema, { least: true }), { numRuns: 1, seed: 1 })[0]);
  return examples.get(schema);
}

type Make = (schema: JsonSchema, wanted: Wanted) => fc.Arbitrary<unknown>;

const BY_TYPE: Readonly<Record<string, Make>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum, maximum }) => fc.maxSafeInteger().map(within(minimum, maximum)),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
  string: stringsOf,
  array: ({ items = {}, minItems = 0, maxItems = 4 }, wanted) =>
    fc.array(arbitraryOf(items, wanted), {
      minLength: minItems,
      maxLength: wanted.least ? minItems : Math.max(minItems, Math.min(maxItems, 4)),
    }),
  object: objectsOf,
};

function within(minimum = -1e6, maximum = 1e6): (number: number) => number {
  return (number) => minimum + (Math.abs(number) % (maximum - minimum + 1));
}

function stringsOf({ pattern, format, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);
  if (format === "email") return word.map((name) => `${name}@example.com`);
  if (format === "date-time") {
    const [min, max] = [new Date("2020-01-01T00:00:00Z"), new Date("2040-01-01T00:00:00Z")];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  const isPlain = pattern !== undefined && !/\\p\{|\\0/.test(pattern);
  if (isPlain) return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
  return fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60) });
}

function objectsOf(schema: JsonSchema, wanted: Wanted): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  if (additionalProperties) {
    const names = propertyNames ? stringsOf(propertyNames) : fc.string();
    return fc.dictionary(names, arbitraryOf(additionalProperties, wanted), { maxKeys: wanted.least ? 0 : 3 });
  }
  const parts = Object.entries(properties)
    .filter(([name]) => !wanted.least || required.includes(name))
    .map(([name, part]) => [name, arbitraryOf(part, wanted)] as const);
  return fc.record(Object.fromEntries(parts), { requiredKeys: [...required], noNullPrototype: true });
}
