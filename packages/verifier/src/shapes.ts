/** Whether an unknown value has a shape. */
export type Shape = (value: unknown) => boolean;

export const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

export const isBoolean: Shape = (value) => typeof value === "boolean";

/** A whole number from 0: a bit, a revision, or epoch seconds. */
export const isCount: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const oneOf =
  (...allowed: readonly string[]): Shape =>
  (value) =>
    allowed.includes(value as string);

export const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);

export const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);

export const either =
  (first: Shape, second: Shape): Shape =>
  (value) =>
    first(value) || second(value);

/** Exactly these members: a missing one and one too many both fail. */
export const exactly = (shapes: Readonly<Record<string, Shape>>): Shape => {
  const members = Object.entries(shapes);
  return (value) =>
    isRecord(value) &&
    Object.keys(value).length === members.length &&
    members.every(([name, shape]) => Object.hasOwn(value, name) && shape(value[name]));
};
