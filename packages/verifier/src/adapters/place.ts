/** Where a route finds a name: in the path parameter so called, or as a function says. */
export type Source<Args extends readonly unknown[]> =
  string | ((...args: Args) => MaybePromise<string | null | undefined>);

export type MaybePromise<T> = T | Promise<T>;

/** A function gave something that is no name, such as the list that `?environment=a&environment=b` is to some. */
export class NotAName extends Error {
  override readonly name = "NotAName";
}

/**
 * The name of a team, project or environment for this request; undefined when the route has no source for it or its
 * function found none. Throws an Error when the path has no parameter so called: a misspelt one would otherwise ask about
 * every project instead of one.
 */
export async function readName<Args extends readonly unknown[]>(
  what: string,
  source: Source<Args> | undefined,
  parameter: (name: string, ...args: Args) => unknown,
  args: Args,
): Promise<string | undefined> {
  if (source === undefined) return undefined;
  if (typeof source === "function") {
    const name: unknown = await source(...args);
    if (name == null) return undefined;
    if (typeof name !== "string") throw new NotAName(`The ${what} must be named once.`);
    return name;
  }
  const value = await parameter(source, ...args);
  if (typeof value === "string") return value;
  throw new Error(`The route says that "${source}" names the ${what}, but its path has no such parameter.`);
}

/** One parameter of those that a router has found, and nothing that they inherit. */
export function parameterIn(parameters: unknown, name: string): unknown {
  if (typeof parameters !== "object" || parameters === null || !Object.hasOwn(parameters, name))
    return undefined;
  return (parameters as Record<string, unknown>)[name];
}
