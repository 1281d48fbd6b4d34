import type { Answer } from "./unleash-door-sides.ts";

/** What may be `null` or a text, from one time to the next. */
const NULLABLE = /\.(expiresAt|seenAt|alias)$/;

/** In what two answers to the same request differ; values count for nothing but in what an error says. */
export function differences(theirs: Answer, ours: Answer): string[] {
  if (theirs.status !== ours.status) return [`status ${theirs.status} there, ${ours.status} here`];
  const [there, here] = [shapeOf(theirs.body), shapeOf(ours.body)];
  const paths = [...new Set([...there.keys(), ...here.keys()])].sort();
  const location = [theirs, ours].map(({ headers }) => headers.get("location"));
  return [
    ...(location[0] === location[1] ? [] : ["the header location"]),
    ...paths.flatMap((path) => differenceAt(path, there.get(path), here.get(path))),
    ...(messageOf(theirs) === messageOf(ours) ? [] : ["the message"]),
  ];
}

function differenceAt(path: string, there: string | undefined, here: string | undefined): string[] {
  if (there === here) return [];
  if (there === undefined) return [`${path} only here`];
  if (here === undefined) return [`${path} only there`];
  const isNull = [there, here].includes("null");
  return isNull && NULLABLE.test(path) ? [] : [`${path} is ${there} there, ${here} here`];
}

/** The JSON type of everything in a body, by its path; elements of a list share one. */
function shapeOf(body: unknown): Map<string, string> {
  const shape = new Map<string, string>();
  const isError = isObject(body) && "message" in body;
  walk(body, "");
  return shape;

  function walk(value: unknown, path: string): void {
    if (value === undefined) return;
    // Their errors have an id or a path in them, or not, with no rule to it.
    if (isError && (path === ".id" || path === ".details[].path")) return;
    if (Array.isArray(value)) {
      shape.set(path, "list");
      for (const element of value) walk(element, `${path}[]`);
    } else if (isObject(value)) {
      shape.set(path, "object");
      for (const [key, member] of Object.entries(value)) walk(member, `${path}.${key}`);
    } else {
      const type = value === null ? "null" : typeof value;
      // Of several elements one that says more counts.
      if (type !== "null" || !shape.has(path)) shape.set(path, type);
    }
  }
}

function messageOf({ status, body }: Answer): unknown {
  return status >= 400 && isObject(body) ? body["message"] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
