import type { Connector, Place } from "@keywright/connectors";
import type { Database } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { type ConnectionDeps, readConnection } from "./app-connections.ts";
import { openCredentials } from "./credentials.ts";
import type { ConnectionPlace } from "./place.ts";
import { asked } from "./platform-answer.ts";
import { type ConnectionRow, noteConnectionUse } from "./queries.ts";

interface PlacesDeps extends ConnectionDeps {
  readonly database: Database;
}

/** The projects on the platform. That it cannot be asked is a refusal, and never an empty list. */
export async function listPlatformProjects(
  deps: PlacesDeps,
  place: ConnectionPlace,
  id: string,
): Promise<Place[]> {
  const row = await readConnection(deps.database.kysely, place, id);
  const { connector, credentials } = await openCredentials(deps.database.kysely, deps.encryption, row);
  if (!connector.places) throw nothingToChoose(connector);
  const projects = await asked(connector.places.listProjects(deps.openHttp(), credentials));
  await noteUse(deps, row);
  return projects;
}

export async function listPlatformSecretGroups(
  deps: PlacesDeps,
  place: ConnectionPlace,
  { id, platformProjectId }: { readonly id: string; readonly platformProjectId: string },
): Promise<Place[]> {
  const row = await readConnection(deps.database.kysely, place, id);
  const { connector, credentials } = await openCredentials(deps.database.kysely, deps.encryption, row);
  if (!connector.places?.listSecretGroups) throw nothingToChoose(connector);
  const groups = await asked(
    connector.places.listSecretGroups(deps.openHttp(), credentials, platformProjectId),
    { notFound: "not_found" },
  );
  await noteUse(deps, row);
  return groups;
}

async function noteUse({ database }: PlacesDeps, { org_id, id }: ConnectionRow): Promise<void> {
  const now = new Date();
  await database.kysely.transaction().execute((tx) => noteConnectionUse(tx, org_id, id, now));
}

function nothingToChoose({ title }: Connector): Refusal {
  return new Refusal("platform_refused", { detail: `${title} has nothing of this kind to choose from.` });
}
