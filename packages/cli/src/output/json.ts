/** As machines read it, and people can. */
export function jsonText(data: unknown): string {
  return JSON.stringify(data, undefined, 2);
}
