import type { Http } from "@keywright/connectors";
import { asked } from "../app-connections/platform-answer.ts";
import type { Writable } from "./destination.ts";
import type { Present } from "./plan.ts";

interface Reading {
  readonly http: Http;
  readonly credentials: unknown;
  readonly destination: unknown;
  /** Which may be there already. */
  readonly wanted?: ReadonlyMap<string, string>;
}

/** What is there now, as far as the platform shows it. */
export async function readPresent(
  variables: Writable,
  { http, credentials, destination, wanted }: Reading,
): Promise<Present> {
  if (variables.reads === "nothing") return { seesNames: false, variables: new Map() };
  const shown = await asked(variables.read(http, credentials, destination), {
    secrets: wanted?.values() ?? [],
  });
  return { seesNames: true, variables: new Map(Object.entries(shown)) };
}
