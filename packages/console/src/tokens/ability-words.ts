import { matchesPattern, parsePermission } from "@keywright/policy";
import type { TokenRow } from "./token-operations.ts";

const NAMED = 3;
/** Resources that are called like what is done with them: there the category says more. */
const PLAIN_RESOURCES = new Set(["manage", "general"]);

interface ScopedPattern {
  readonly scope: string;
  readonly pattern: string;
}

/** `May list secret groups`, `May do everything in its team and its projects`, `May do 14 kinds of things`. */
export function abilityWords(
  patterns: readonly ScopedPattern[],
  narrowed: readonly string[] | undefined,
): string {
  const permissions = narrowed
    ? narrowed.filter((permission) => patterns.some(({ pattern }) => matchesPattern(pattern, permission)))
    : patterns.map(({ scope, pattern }) => (pattern === "*" ? `${scope}:*` : pattern));
  if (permissions.length === 0) return "May do nothing";
  const whole = permissions.filter((pattern) => /^[a-z]+:\*$/.test(pattern));
  if (whole.length === permissions.length) return `May do everything ${joined(whole.map(wholeWords))}`;
  if (permissions.length > NAMED) return `May use ${permissions.length} permissions`;
  return `May ${joined(permissions.map(deedWords))}`;
}

function wholeWords(pattern: string): string {
  const [scope] = pattern.split(":");
  if (scope === "project") return "in its projects";
  return scope === "platform" ? "for the installation" : `in its ${scope === "org" ? "organization" : scope}`;
}

/** `project:secrets:secret-groups:read-values` -> `read values of secret groups`. */
function deedWords(pattern: string): string {
  const path = parsePermission(pattern);
  if (!path) {
    const [, category = "", resource] = pattern.split(":");
    return `do everything with ${words(resource === undefined || resource === "*" ? category : resource)}`;
  }
  const thing = words(PLAIN_RESOURCES.has(path.resource) ? path.category : path.resource);
  const [verb = "", ...rest] = path.action.split("-");
  return rest.length === 0 ? `${verb} ${thing}` : `${verb} ${rest.join(" ")} of ${thing}`;
}

function words(segment: string): string {
  return segment.replaceAll("-", " ").replace(/^api /, "API ");
}

interface Restriction {
  readonly enabled: boolean;
  readonly projects: readonly string[];
  readonly restrictionMode: "in" | "notIn";
  readonly environments: readonly string[] | null;
}

/** ` in web-shop, only in production, on https://shop.example.com`: where, if not everywhere. */
export function reachWords(restriction: Restriction | undefined, narrowing: TokenRow["narrowing"]): string {
  const { projects, environments, allowedIps, allowedOrigins } = narrowing ?? {};
  const places = projects ? ` in ${joined(projects)}` : restrictionWords(restriction);
  const stages = environmentsIn(restriction?.enabled ? restriction.environments : null, environments);
  return [
    places,
    stages ? (stages.length === 0 ? ", in no environment" : `, only in ${joined(stages)}`) : "",
    allowedOrigins ? `, on ${joined(allowedOrigins)}` : "",
    allowedIps ? `, from ${joined(allowedIps)}` : "",
    places || stages ? ", nothing else" : "",
  ].join("");
}

/** What both the role and the token reach; null for all. */
function environmentsIn(ofRole: readonly string[] | null, ofToken: readonly string[] | undefined) {
  if (!ofToken) return ofRole;
  return ofRole ? ofToken.filter((name) => ofRole.includes(name)) : ofToken;
}

function restrictionWords(restriction: Restriction | undefined): string {
  if (!restriction?.enabled || restriction.projects.includes("*")) return "";
  const { projects, restrictionMode } = restriction;
  if (restrictionMode === "notIn") return ` in all projects but ${joined(projects)}`;
  return projects.length === 0 ? " in no project" : ` in ${joined(projects)}`;
}

const list = new Intl.ListFormat("en", { type: "conjunction" });

function joined(parts: readonly string[]): string {
  return list.format(parts);
}
