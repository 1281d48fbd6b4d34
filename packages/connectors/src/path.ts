import { ConnectorError } from "./connector-error.ts";

/** A path with what is put into it escaped: no value becomes two segments, or climbs out of its place. */
export function path(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: texts }, ...values.map(segment));
}

function segment(value: string): string {
  if (value === "" || value === "." || value === "..") {
    throw new ConnectorError("not_found", "This is no name that the platform could have given.");
  }
  return encodeURIComponent(value);
}

export function query(values: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(values).toString()}`;
}
