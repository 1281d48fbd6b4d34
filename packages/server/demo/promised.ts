/** The server did something else than this demo says it does. */
export class NotAsPromised extends Error {
  override readonly name = "NotAsPromised";
}

/** Stops the demo unless the promise holds. `promise` is a sentence. */
export function promised(promise: string, holds: boolean): void {
  if (!holds) throw new NotAsPromised(promise);
}

/** Shows both sides where they differ. */
export function promisedEqual(promise: string, actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new NotAsPromised(`${promise}\nExpected: ${wanted}\nGot:      ${got}`);
}
