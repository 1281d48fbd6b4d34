/** One field, by its path: `permissions.projectScope`. What was or will not be there is absent. */
export interface FieldChange {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Every field in which two things differ; a thing that is not there has none. */
export function differences(before: object | undefined, after: object | undefined): FieldChange[] {
  const had = fieldsOf(before);
  const has = fieldsOf(after);
  return [...new Set([...had.keys(), ...has.keys()])]
    .filter((field) => !isSame(had.get(field), has.get(field)))
    .map((field) => ({
      field,
      ...(had.has(field) && { before: had.get(field) }),
      ...(has.has(field) && { after: has.get(field) }),
    }));
}

/** Lists are whole fields: a person reads what was added to one and what was taken out. */
function fieldsOf(value: object | undefined, path = ""): Map<string, unknown> {
  const fields = Object.entries(value ?? {}).flatMap(([key, field]: [string, unknown]) =>
    isGroup(field) ? [...fieldsOf(field, `${path}${key}.`)] : [[path + key, field] as const],
  );
  return new Map(fields);
}

function isGroup(field: unknown): field is object {
  return typeof field === "object" && field !== null && !Array.isArray(field);
}

/** Both are canonical: the same is written the same way. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
