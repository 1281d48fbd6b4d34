import { readRequestPath } from "./request-path.ts";
import type { RouteRule } from "./rule.ts";
import { readTemplate, type TemplateSegment } from "./template.ts";

/** A rule that a request has met, with what the path names. */
export interface Match {
  readonly rule: RouteRule;
  readonly team: string | undefined;
  readonly project: string | undefined;
  readonly environment: string | undefined;
}

interface Node {
  readonly literals: Map<string, Node>;
  /** The literals as a careless reader sees them. */
  readonly folded: Set<string>;
  parameter: Node | undefined;
  /** Rules by method, of the path that ends here. */
  rules: Map<string, Compiled> | undefined;
}

interface Compiled {
  readonly rule: RouteRule;
  /** Which segment holds each parameter. */
  readonly positions: ReadonlyMap<string, number>;
}

/** The rules of an installation, to be asked by method and path. */
export class RouteTable {
  readonly #root = newNode();

  constructor(rules: readonly RouteRule[]) {
    for (const rule of rules) this.#add(rule);
  }

  /**
   * The rule for a request, `uri` as the client has sent it. Only the most specific path counts: if it has no rule for
   * the method, there is none. A HEAD is what its GET is, unless the path has a rule of its own for it.
   */
  match(method: string, uri: string): Match | undefined {
    const segments = readRequestPath(uri);
    const rules = segments && find(this.#root, segments, 0);
    if (!segments || !rules) return undefined;
    const found = rules.get(method) ?? (method === "HEAD" ? rules.get("GET") : undefined);
    if (!found) return undefined;
    const { rule, positions } = found;
    const valueOf = (parameter: string | undefined) =>
      parameter === undefined ? undefined : segments[positions.get(parameter) as number];
    return {
      rule,
      team: valueOf(rule.team),
      project: valueOf(rule.project),
      environment: valueOf(rule.environment),
    };
  }

  #add(rule: RouteRule): void {
    const segments = readTemplate(rule.path);
    if (typeof segments === "string") throw new Error(`the rule for ${rule.path} ${segments}`);
    let node = this.#root;
    for (const segment of segments) node = childOf(node, segment);
    const names = segments.map((segment) => ("parameter" in segment ? segment.parameter : undefined));
    const positions = new Map(names.flatMap((name, at) => (name === undefined ? [] : [[name, at] as const])));
    node.rules ??= new Map();
    node.rules.set(rule.method, { rule, positions });
  }
}

function newNode(): Node {
  return { literals: new Map(), folded: new Set(), parameter: undefined, rules: undefined };
}

function childOf(node: Node, segment: TemplateSegment): Node {
  if ("parameter" in segment) return (node.parameter ??= newNode());
  const known = node.literals.get(segment.literal);
  if (known) return known;
  const child = newNode();
  node.literals.set(segment.literal, child);
  node.folded.add(folded(segment.literal));
  return child;
}

/** The most specific path wins: a literal before a parameter, from the left. Uploads let no two paths tie. */
function find(node: Node, segments: readonly string[], at: number): Map<string, Compiled> | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.rules;
  const literal = node.literals.get(segment);
  const found = literal && find(literal, segments, at + 1);
  if (found) return found;
  if (!node.parameter) return undefined;
  // `Admin` is not a value of `{name}` beside `admin`: the server behind the gateway may take one for the other. Nor is
  // what it may take for nothing at all.
  const seen = folded(segment);
  if (seen === "" || (!literal && node.folded.has(seen))) return undefined;
  return find(node.parameter, segments, at + 1);
}

/** As a server reads a name that minds neither case, width, nor blanks and dots at the ends. */
function folded(segment: string): string {
  return segment
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/^[\s.]+|[\s.]+$/g, "");
}
