/** How an operation ended: `done`, or the code it was refused with. */
type End = string;

/** Starts all at once and waits for all; answers how each ended, in the order given. */
export async function race(...operations: (() => Promise<unknown>)[]): Promise<End[]> {
  const settled = await Promise.allSettled(operations.map((operation) => operation()));
  return settled.map((one) => (one.status === "fulfilled" ? "done" : codeOf(one.reason)));
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** An error that is no refusal is a bug in the test or the service: it is shown, not counted. */
function codeOf(error: unknown): End {
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") throw error;
  return code;
}
