import { permissionLabel } from "@keywright/policy";
import { durationWords } from "../tokens/lifetimes.ts";
import { exactTime } from "../ui/relative-time.tsx";

const FIELDS: Readonly<Record<string, string>> = {
  "permissions.orgScope": "Permissions in the organization",
  "permissions.teamScope": "Permissions in the team",
  "permissions.projectScope": "Permissions in projects",
  "restrictions.enabled": "Restricted",
  "restrictions.projects": "Restriction: projects",
  "restrictions.restrictionMode": "Restriction: mode",
  "restrictions.environments": "Restriction: environments",
  "tokenPolicy.allowNoExpiry": "Tokens without expiry",
  "tokenPolicy.maxLifetimeSeconds": "Longest lifetime of tokens",
  personalTokensMax: "Personal tokens for each member",
  "expiryNotices.days": "Notices: days before the expiry",
  "expiryNotices.email": "Notices: mail",
  "expiryNotices.connectionId": "Notices: webhook",
  "narrowing.allowedOrigins": "Only on these websites",
  "secrets.variables.added": "Variables added",
  "secrets.variables.removed": "Variables removed",
  "secrets.variables.changed": "Variables with another value",
  "secrets.files.added": "Files added",
  "secrets.files.removed": "Files removed",
  "secrets.files.changed": "Files with other content",
};

/** `deletedSecretGroups` -> `Deleted secret groups`. */
export function fieldWords(field: string): string {
  const known = FIELDS[field];
  if (known !== undefined) return known;
  const words = field
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(".", ": ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const PERMISSION = /^(platform|org|team|project)(:[a-z0-9*-]+){3}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function valueWords(field: string, value: string | number | boolean | null): string {
  if (value === null || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return field.endsWith("Seconds") ? durationWords(value) : String(value);
  if (PERMISSION.test(value)) return permissionLabel(value);
  return INSTANT.test(value) ? exactTime(value) : value;
}
