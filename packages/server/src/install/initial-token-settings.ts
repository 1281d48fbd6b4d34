import { Slug } from "@keywright/contract";
import { z } from "zod";

type Kind = "admin" | "backend" | "frontend";

/** A token that an empty database begins with. */
export interface InitialToken {
  readonly kind: Kind;
  readonly name: string;
  /** Null: all of them. */
  readonly project: string | null;
  readonly environment: string | null;
  /** Where its value is written. */
  readonly file: string;
}

/** Of each kind: their environments are fewer than a project may have. */
const TOKENS_MAX = 20;
/** It also names a file: nothing that leads out of the folder, and nothing hidden. */
const ENTRY = /^([^:.\s]+):([^:.\s]+)\.([A-Za-z0-9][\w.-]{0,99})$/;

const OrAll = z.union([z.literal("*").transform(() => null), Slug]);
const Place = z.tuple([OrAll, OrAll]);

/** `<project>:<environment>.<name>`, separated by commas; `*` for all projects or environments. */
export function initialTokensSetting(kind: Kind) {
  return z
    .string()
    .transform((text, context) => {
      const tokens = text.split(",").map((entry) => readEntry(kind, entry.trim()));
      if (tokens.length <= TOKENS_MAX && tokens.every((token) => token !== undefined)) return tokens;
      context.addIssue({ code: "custom" });
      return z.NEVER;
    })
    .default([]);
}

function readEntry(kind: Kind, entry: string): Omit<InitialToken, "file"> | undefined {
  const [, ofProject, ofEnvironment, name] = ENTRY.exec(entry) ?? [];
  const place = Place.safeParse([ofProject, ofEnvironment]);
  if (name === undefined || !place.success) return undefined;
  const [project, environment] = place.data;
  if (kind === "admin" && (project ?? environment) !== null) return undefined;
  // What stands in a page is good for environments that somebody has thought of.
  if (kind === "frontend" && environment === null) return undefined;
  return { kind, name, project, environment };
}
