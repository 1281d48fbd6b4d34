import type { Place } from "@keywright/connectors";
import { readConnection } from "../app-connections/app-connections.ts";
import type { ConnectionPlace } from "../app-connections/place.ts";
import { asked } from "../app-connections/platform-answer.ts";
import { noteUse } from "../app-connections/use.ts";
import { refuseField } from "../refusal.ts";
import { openPlatform, type PlatformDeps } from "./platform.ts";

interface ChoiceQuestion {
  readonly connectionId: string;
  readonly field: string;
  readonly chosen: Readonly<Record<string, string>>;
}

/** What a field is chosen from on the platform. That it cannot be asked is a refusal, and never an empty list. */
export async function listChoices(
  deps: PlatformDeps,
  place: ConnectionPlace,
  { connectionId, field, chosen }: ChoiceQuestion,
): Promise<Place[]> {
  const { kysely } = deps.database;
  await readConnection(kysely, place, connectionId);
  const { minting, http, credentials } = await openPlatform(deps, { orgId: place.orgId, connectionId });
  if (!minting.fields.some(({ name, listed }) => name === field && listed)) {
    throw refuseField(
      "unknown_reference",
      "field",
      `There is no field '${field}' that is chosen from a list.`,
    );
  }
  const choices = await asked(minting.list(http, credentials, field, chosen));
  await kysely.transaction().execute((tx) => noteUse(tx, place.orgId, connectionId, new Date()));
  return choices;
}
