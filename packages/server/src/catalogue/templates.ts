import { readFileSync } from "node:fs";
import type { OperatorPermission } from "./catalogue.ts";

type TemplateTree = Record<string, Record<string, Record<string, readonly string[]>>>;

/** Actions that show or hand out what should stay hidden, or that destroy. */
const SENSITIVE_ACTION = /^(delete|manage|read-values|read-encrypted|.*environment-variables)$/;

/** The permissions of a template we ship, in the order of its file. */
export function readTemplate(name: "paas"): OperatorPermission[] {
  const text = readFileSync(new URL(`./templates/${name}.json`, import.meta.url), "utf8");
  const tree = JSON.parse(text) as TemplateTree;
  return Object.entries(tree).flatMap(([scope, categories]) =>
    Object.entries(categories).flatMap(([category, resources]) =>
      Object.entries(resources).flatMap(([resource, actions]) =>
        actions.map((action) =>
          operatorPermission([scope === "organization" ? "org" : scope, category, resource, action]),
        ),
      ),
    ),
  );
}

function operatorPermission(names: readonly [string, string, string, string]): OperatorPermission {
  const action = kebab(names[3]);
  return {
    permission: names.map(kebab).join(":"),
    sensitive: SENSITIVE_ACTION.test(action),
    publishable: false,
    deprecated: false,
  };
}

/** `SecretGroups` -> `secret-groups`, `Read Values` -> `read-values`. */
function kebab(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll(" ", "-")
    .toLowerCase();
}
