/** The text of a jsonb value. Drivers differ in how they send arrays and objects; text is the same for both. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
