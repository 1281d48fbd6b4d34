import { type Api, type BodyOf, ROUTE_PATHS_MAX } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import { Refusal, refuseField } from "../refusal.ts";
import type { RouteRule } from "./rule.ts";
import { basePathsOf } from "./servers.ts";
import { isAmbiguous, parametersOf, readTemplate, type TemplateSegment } from "./template.ts";

type Document = BodyOf<Api["putRouteRules"]>["document"];
type PathItem = Document["paths"][string];
type Operation = NonNullable<PathItem["get"]>;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
/** No request has it: a rule for it keeps its path closed. */
const NO_METHOD = "*";

interface Place {
  readonly path: string;
  readonly segments: readonly TemplateSegment[];
}

/**
 * The rules that a document makes, one for each method at each path. Operations that name no permission take part too, and
 * so do paths without operations (a reference, perhaps): what is closed must not fall to the rule of a more general path.
 */
export function compileRules(document: Document, catalogue: Catalogue): RouteRule[] {
  const rules: RouteRule[] = [];
  const places = new Map<string, Place>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const { method, operation } of operationsOf(item)) {
      const servers = operation.servers ?? item.servers ?? document.servers;
      for (const base of basesOf(path, servers)) {
        const place = placeAt(places, `${base}${path}`);
        rules.push({ method, path: place.path, ...askedOf(operation, place) });
      }
    }
  }
  if (places.size > ROUTE_PATHS_MAX) throw wrongPath("", `has more than ${ROUTE_PATHS_MAX} paths`);
  if (!rules.some(({ access }) => access !== "closed")) {
    throw refuseField("validation_failed", "document.paths", "no operation carries x-keywright-permission");
  }
  refuseAmbiguous([...places.values()]);
  refuseUnknown(rules, catalogue);
  return rules;
}

function operationsOf(item: PathItem): { method: string; operation: Operation }[] {
  const operations = METHODS.flatMap((name) => {
    const operation = item[name];
    return operation ? [{ method: name.toUpperCase(), operation }] : [];
  });
  return operations.length > 0 ? operations : [{ method: NO_METHOD, operation: {} }];
}

function basesOf(path: string, servers: Document["servers"]): readonly string[] {
  const bases = basePathsOf(servers);
  if ("wrong" in bases) {
    throw wrongPath(path, `has the server ${bases.wrong}, of which the path cannot be known`);
  }
  return bases;
}

function placeAt(places: Map<string, Place>, path: string): Place {
  const known = places.get(path);
  if (known) return known;
  const segments = readTemplate(path);
  if (typeof segments === "string") throw wrongPath(path, segments);
  const place = { path, segments };
  places.set(path, place);
  return place;
}

function askedOf(operation: Operation, { path, segments }: Place): Omit<RouteRule, "method" | "path"> {
  const given = operation["x-keywright-permission"];
  if (given === undefined) return { access: "closed", permissions: [] };
  const permissions = [given].flat();
  const exposure = operation["x-keywright-exposure"];
  const only = exposure === undefined ? {} : { exposure };
  if (permissions.includes("any_token")) {
    if (permissions.length > 1) throw wrongPath(path, "asks for any_token beside other permissions");
    return { access: "any_token", permissions: [], ...only };
  }
  const parameters = parametersOf(segments);
  const team = parameterFor("team", operation["x-keywright-team"], path, parameters);
  const project = parameterFor("project", operation["x-keywright-project"], path, parameters);
  const environment = parameterFor("environment", operation["x-keywright-environment"], path, parameters);
  return {
    access: "permission",
    permissions,
    ...(team !== undefined && { team }),
    ...(project !== undefined && { project }),
    ...(environment !== undefined && { environment }),
    ...only,
  };
}

function parameterFor(
  kind: "team" | "project" | "environment",
  given: string | false | undefined,
  path: string,
  parameters: readonly string[],
): string | undefined {
  if (given === false) return undefined;
  if (given === undefined) return parameters.find((name) => name === `${kind}Id`);
  if (!parameters.includes(given)) throw wrongPath(path, `has no parameter {${given}} for the ${kind}`);
  return given;
}

function refuseAmbiguous(places: readonly Place[]): void {
  const byLength = Map.groupBy(places, ({ segments }) => segments.length);
  for (const alike of byLength.values()) {
    for (const [at, one] of alike.entries()) {
      const other = alike.slice(at + 1).find(({ segments }) => isAmbiguous(one.segments, segments));
      if (!other) continue;
      throw new Refusal("ambiguous_paths", {
        detail: `${one.path} and ${other.path} match the same requests, and neither is the more specific one.`,
        fields: { "document.paths": [one.path, other.path] },
      });
    }
  }
}

function refuseUnknown(rules: readonly RouteRule[], catalogue: Catalogue): void {
  const asked = new Set(rules.flatMap(({ permissions }) => permissions));
  const unknown = [...asked].filter((permission) => !catalogue.entry(permission));
  if (unknown.length === 0) return;
  throw new Refusal("unknown_permission", {
    detail: `The catalogue has no permission ${unknown.slice(0, 5).join(", ")}.`,
    fields: { "document.paths": unknown.slice(0, 50) },
  });
}

function wrongPath(path: string, what: string): Refusal {
  return refuseField("validation_failed", "document.paths", `${path} ${what}`.trim());
}
