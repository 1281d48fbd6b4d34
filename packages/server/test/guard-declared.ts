import type { Http } from "./guard-http.ts";
import type { Target } from "./guard-targets.ts";

interface Response {
  readonly $ref?: string;
  readonly description?: string;
}

interface Document {
  readonly paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  readonly components: { responses: Record<string, Response> };
}

/** The error codes that the served OpenAPI document says an operation can answer. */
export type Declared = (target: Target) => ReadonlySet<string>;

export async function readDeclared(http: Http): Promise<Declared> {
  const { json } = await http.send({ method: "GET", path: "/openapi.json" });
  const { paths, components } = json as Document;
  const codesIn = ({ $ref, description = "" }: Response): string[] =>
    $ref
      ? codesIn(components.responses[$ref.split("/").at(-1) ?? ""] ?? {})
      : [...description.matchAll(/^- `(\w+)`/gm)].map(([, code = ""]) => code);
  const known = new Map<Target, ReadonlySet<string>>();
  return (target) => {
    const { route, path } = target;
    const { responses = {} } = paths[path]?.[route.method.toLowerCase()] ?? {};
    const codes = known.get(target) ?? new Set(Object.values(responses).flatMap(codesIn));
    known.set(target, codes);
    return codes;
  };
}
