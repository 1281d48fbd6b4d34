import { placesOf } from "./guard-places.ts";
import { alternativesOf, type JsonSchema } from "./guard-schema.ts";

interface WrongBody {
  /** The field that is wrong, as errors name it. */
  readonly field: string;
  readonly body: unknown;
}

/** For every field that a body can have: a body in which it has a type that it must not have. */
export function wrongTypes(schema: JsonSchema, sample: unknown): WrongBody[] {
  return placesOf(schema, sample).map((place) => ({
    field: place.field,
    body: place.with(wrongValue(place.schema)),
  }));
}

function wrongValue(schema: JsonSchema): unknown {
  const types = new Set(alternativesOf(schema).map(({ type }) => (type === "integer" ? "number" : type)));
  const candidates: [string, unknown][] = [
    ["number", 12.5],
    ["boolean", true],
    ["string", "wrong"],
    ["array", []],
  ];
  const found = candidates.find(([type]) => !types.has(type));
  if (!found) throw new Error(`every type fits ${JSON.stringify(schema)}`);
  return found[1];
}
