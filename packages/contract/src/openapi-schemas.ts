import { z } from "zod";
import { Problem } from "./errors.ts";
import { Pagination } from "./pagination.ts";
import { Propagation } from "./propagation.ts";
import type { RouteSpec } from "./route.ts";

/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it). */
export type Schema = Record<string, unknown>;

export interface Schemas {
  /** By component name. */
  readonly components: Record<string, Schema>;
  bodyOf(route: RouteSpec): Schema;
  /** The shape of `data`, or of a list's rows. */
  answerOf(route: RouteSpec): Schema;
}

type Registry = ReturnType<typeof z.registry<{ id: string }>>;

/** Every body and answer once, under a name, so that an operation's two paths share it. */
export function schemasOf(routes: readonly RouteSpec[]): Schemas {
  const answers = z
    .registry<{ id: string }>()
    .add(Problem, { id: "Problem" })
    .add(Pagination, { id: "Pagination" })
    .add(Propagation, { id: "Propagation" });
  const bodies = z.registry<{ id: string }>();
  for (const { id, response } of routes)
    if (id.startsWith("get")) name(answers, response, capitalized(id.slice(3)));
  for (const { id, list, response, body } of routes) {
    name(answers, response, capitalized(id) + (list === undefined ? "Data" : "Row"));
    if (body) name(bodies, body, `${capitalized(id)}Body`);
  }
  return {
    components: {
      ...schemasIn(answers, "output"),
      Revision: { ...REVISION, required: ["revision"] },
      RevisionIfAny: REVISION,
      ...schemasIn(bodies, "input"),
    },
    bodyOf: ({ body }) => schemaRef((body && bodies.get(body)?.id) ?? ""),
    answerOf: ({ response }) => schemaRef(answers.get(response)?.id ?? ""),
  };
}

export function schemaRef(component: string): Schema {
  return { $ref: `#/components/schemas/${component}` };
}

/** The schema of what a client sends in a path, a query or a header. */
export function inputSchema(shape: z.ZodType): Schema {
  return tidied(z.toJSONSchema(shape, { io: "input", override: readable }));
}

const REVISION: Schema = {
  type: "object",
  properties: {
    revision: { type: "integer", description: "The authority revision that this write took." },
    propagation: { $ref: "#/components/schemas/Propagation" },
  },
};

/** The first name stays: `getToken` names what `issueToken` only extends. */
function name(registry: Registry, shape: z.ZodType, id: string): void {
  if (!registry.has(shape)) registry.add(shape, { id });
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function schemasIn(registry: Registry, io: "input" | "output"): Record<string, Schema> {
  const uri = (id: string) => `#/components/schemas/${id}`;
  const override = io === "input" ? readable : tolerant;
  const { schemas } = z.toJSONSchema(registry, { io, uri, override });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, tidied(schema)]));
}

/** The document says once which dialect it speaks, and a component's name is its key. */
function tidied({ $schema: _, $id: __, "~standard": ___, ...schema }: Schema): Schema {
  return schema;
}

/** A format says what its page-long pattern repeats, and the safe integers are no limit of ours. */
function readable({ jsonSchema }: { jsonSchema: Schema }): void {
  if (jsonSchema["format"] !== undefined) delete jsonSchema["pattern"];
  if (jsonSchema["maximum"] === Number.MAX_SAFE_INTEGER) delete jsonSchema["maximum"];
  if (jsonSchema["minimum"] === Number.MIN_SAFE_INTEGER) delete jsonSchema["minimum"];
}

/** A newer server may add fields to an answer; a client made from this document must bear it. */
function tolerant(context: { jsonSchema: Schema }): void {
  readable(context);
  if (context.jsonSchema["additionalProperties"] === false) delete context.jsonSchema["additionalProperties"];
}
