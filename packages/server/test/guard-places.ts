import { alternativesOf, exampleOf, type JsonSchema } from "./guard-schema.ts";

/** One field that a body can have, however deep it lies. */
export interface Place {
  /** As errors name it: `narrowing.allowedIps.0`. */
  readonly field: string;
  readonly schema: JsonSchema;
  /** A body that has this value here and is fine everywhere else. */
  with(value: unknown): unknown;
}

type Path = readonly string[];

/** Maps have any keys: one that every map accepts stands for them. */
const MAP_KEY = "KEY";

/** `sample` is a body that is fine; where a body may look in several ways, one of each is made. */
export function placesOf(schema: JsonSchema, sample: unknown): Place[] {
  if (!schema.anyOf) return within(schema, sample, []);
  return schema.anyOf.flatMap((alternative) => within(alternative, exampleOf(alternative), []));
}

function within(schema: JsonSchema, body: unknown, at: Path): Place[] {
  return partsOf(schema).flatMap(([name, part]) => {
    const path = [...at, name];
    const place: Place = {
      field: path.join("."),
      schema: part,
      with: (value) => withValue(body, path, value),
    };
    const deeper = alternativesOf(part).filter((inner) => partsOf(inner).length > 0);
    const around = (inner: JsonSchema) =>
      isSuch(inner, valueAt(body, path)) ? body : withValue(body, path, exampleOf(inner));
    return [place, ...deeper.flatMap((inner) => within(inner, around(inner), path))];
  });
}

/** What lies below: fields, the entries of a map, the elements of a list. */
function partsOf({ properties = {}, additionalProperties, items }: JsonSchema) {
  const parts: [string, JsonSchema][] = Object.entries(properties);
  if (additionalProperties) parts.push([MAP_KEY, additionalProperties]);
  if (items) parts.push(["0", items]);
  return parts;
}

function isSuch({ type }: JsonSchema, value: unknown): boolean {
  const isList = Array.isArray(value);
  return type === "array" ? isList : typeof value === "object" && value !== null && !isList;
}

function valueAt(body: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], body);
}

/** A copy with this value at this path; what the path leads through is made where it is missing. */
function withValue(body: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const copy = Array.isArray(body) ? [...(body as unknown[])] : { ...(body as object | undefined) };
  const holder = (name === "0" && !Array.isArray(body) ? [] : copy) as Record<string, unknown>;
  holder[name] = withValue(holder[name], rest, value);
  return holder;
}
