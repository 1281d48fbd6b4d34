/** Which names at a destination are a sync's own. All others are none of its business. */
export type Owned =
  | { readonly kind: "between"; readonly prefix: string; readonly suffix: string }
  | { readonly kind: "exactly"; readonly name: string };

const SOURCE_NAME = "{{secretKey}}";
const ENVIRONMENT = "{{environment}}";

/** A schema that cannot be used; its message completes "The key schema …". */
export class UnusableSchema extends Error {
  override readonly name = "UnusableSchema";
}

/** What a key schema leaves to its sync; without one, all names. */
export function readSchema(schema: string | null, environment: string | null): Owned {
  if (schema === null) return { kind: "between", prefix: "", suffix: "" };
  const [before = "", after, ...more] = schema.split(SOURCE_NAME);
  if (after === undefined || more.length > 0) {
    throw new UnusableSchema(`must contain ${SOURCE_NAME}, once: it stands for the name of each variable`);
  }
  if (before + after === "") {
    throw new UnusableSchema(
      `says nothing with ${SOURCE_NAME} alone: leave it out to take all names as they are`,
    );
  }
  const prefix = withEnvironment(before, environment);
  const suffix = withEnvironment(after, environment);
  if (!/^[A-Za-z0-9_.-]*$/.test(prefix + suffix)) {
    throw new UnusableSchema(
      `may have letters, digits and _ . - around ${SOURCE_NAME}, and ${ENVIRONMENT}, and nothing else`,
    );
  }
  return { kind: "between", prefix, suffix };
}

function withEnvironment(part: string, environment: string | null): string {
  if (environment !== null) return part.replaceAll(ENVIRONMENT, environment);
  if (!part.includes(ENVIRONMENT)) return part;
  throw new UnusableSchema(`contains ${ENVIRONMENT}, and the secret group has none`);
}

export function usesEnvironment(schema: string | null): boolean {
  return schema?.includes(ENVIRONMENT) ?? false;
}

/** What a variable of the source is called at the destination. */
export function mapName(owned: Owned, name: string): string {
  return owned.kind === "exactly" ? owned.name : owned.prefix + name + owned.suffix;
}

/** What a variable at the destination is called in the source; undefined for one that is not the sync's. */
export function unmapName(owned: Owned, name: string): string | undefined {
  if (owned.kind === "exactly") return name === owned.name ? name : undefined;
  const { prefix, suffix } = owned;
  if (name.length <= prefix.length + suffix.length) return undefined;
  if (!name.startsWith(prefix) || !name.endsWith(suffix)) return undefined;
  return name.slice(prefix.length, name.length - suffix.length);
}

export function owns(owned: Owned, name: string): boolean {
  return unmapName(owned, name) !== undefined;
}

/** Whether there is no name that both own. */
export function areDisjoint(a: Owned, b: Owned): boolean {
  if (a.kind === "exactly") return !owns(b, a.name);
  if (b.kind === "exactly") return !owns(a, b.name);
  const { prefix, suffix } = a;
  const oneBeginsTheOther = prefix.startsWith(b.prefix) || b.prefix.startsWith(prefix);
  const oneEndsTheOther = suffix.endsWith(b.suffix) || b.suffix.endsWith(suffix);
  return !(oneBeginsTheOther && oneEndsTheOther);
}
