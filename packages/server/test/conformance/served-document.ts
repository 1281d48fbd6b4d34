import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Exchange } from "./recorder.ts";

interface Response {
  readonly description: string;
  readonly headers?: Record<string, { readonly required?: boolean }>;
  readonly content: Record<string, { schema: AnySchemaObject }>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { content: Record<string, { schema: AnySchemaObject }> };
  readonly responses: Record<string, Response | { $ref: string }>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, AnySchemaObject>;
    readonly responses: Record<string, Response>;
  };
}

/** The document as clients of any language get it, and what it says about requests and answers; read by ajv alone. */
export interface ServedDocument {
  /** `GET /v1/projects` and so on. */
  readonly operations: readonly string[];
  /** What is wrong with the document's own schemas. */
  schemaErrors(): string[];
  /** Undefined when no operation is at this path. */
  operationOf(exchange: Exchange): string | undefined;
  /** What of an answer the document does not promise. */
  answerErrors(exchange: Exchange): string[];
  /** What of a body the document does not allow. */
  bodyErrors(exchange: Exchange): string[];
}

const BASE = "openapi.json";

export async function readServedDocument(url: string): Promise<ServedDocument> {
  const text = await (await fetch(`${url}/${BASE}`)).text();
  const original = JSON.parse(text) as Document;
  const document = closed(JSON.parse(text.replaceAll('"#/components', `"${BASE}#/components`)) as Document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, BASE);
  const compiled = new Map<AnySchemaObject, ValidateFunction>();

  function errorsOf(schema: AnySchemaObject, value: unknown): string[] {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      pattern: new RegExp(`^${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
      operation,
    })),
  );
  const find = ({ method, path }: Exchange) =>
    operations.find(({ pattern }) => pattern.test(`${method} ${path}`));

  return {
    operations: operations.map(({ name }) => name),
    schemaErrors: () =>
      Object.entries(original.components.schemas).flatMap(([name, schema]) =>
        ajv.validateSchema(schema) === true ? [] : [`${name}: ${ajv.errorsText()}`],
      ),
    operationOf: (exchange) => find(exchange)?.name,
    answerErrors(exchange) {
      const found = find(exchange)?.operation.responses[String(exchange.status)];
      if (!found) return ["the document has no such status here"];
      const response = "$ref" in found ? sharedResponse(document, found.$ref) : found;
      const type = (exchange.headers.get("content-type") ?? "").split(";")[0] ?? "";
      const schema = response.content[type]?.schema;
      if (!schema) return [`the document has no ${type} here`];
      return [
        ...errorsOf(schema, exchange.body),
        ...headerErrors(response, exchange),
        ...codeErrors(response, exchange),
      ];
    },
    bodyErrors(exchange) {
      const schema = find(exchange)?.operation.requestBody?.content["application/json"]?.schema;
      if (schema) return errorsOf(schema, exchange.sent);
      return exchange.sent === undefined ? [] : ["the document has no body here"];
    },
  };
}

function sharedResponse(document: Document, ref: string): Response {
  const response = document.components.responses[ref.split("/").at(-1) ?? ""];
  if (!response) throw new Error(`the document refers to ${ref}, which it does not have`);
  return response;
}

/** Every header that the document calls required is there; a challenge comes with refusals that call for one. */
function headerErrors({ headers = {} }: Response, { status, headers: given }: Exchange): string[] {
  return Object.entries(headers)
    .filter(([name, { required }]) => required || (name === "WWW-Authenticate" && status === 401))
    .filter(([name]) => !given.has(name))
    .map(([name]) => `the header ${name} is missing`);
}

/** The description of a refusal lists the codes that it can carry. */
function codeErrors({ description }: Response, { status, body }: Exchange): string[] {
  const { code } = body as { code?: string };
  return status === 200 || description.includes(`\`${code}\``)
    ? []
    : [`the document does not list the code ${code}`];
}

/**
 * The document lets answers grow: a client must bear fields that it does not know. Of this version we ask more: not one
 * field that the document does not have.
 */
function closed(document: Document): Document {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close);
    if (typeof value !== "object" || value === null) return value;
    const schema = merged(document, value);
    const inner = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, close(part)]));
    const isOpenObject =
      schema["type"] === "object" && "properties" in schema && !("additionalProperties" in schema);
    return isOpenObject ? { ...inner, additionalProperties: false } : inner;
  };
  return close(document) as Document;
}

/** `allOf` as one object: two closed ones would each refuse the other's fields. */
function merged({ components }: Document, schema: AnySchemaObject): AnySchemaObject {
  if (!Array.isArray(schema["allOf"])) return schema;
  const parts = (schema["allOf"] as AnySchemaObject[]).map((part) => {
    const name = String(part["$ref"]).split("/").at(-1) ?? "";
    return components.schemas[name] ?? part;
  });
  return {
    type: "object",
    properties: Object.assign({}, ...parts.map((part) => part["properties"] as object)) as object,
    required: parts.flatMap((part) => (part["required"] as string[] | undefined) ?? []),
  };
}
