import { connectionPlace } from "../../app-connections/place.ts";
import { readConnection } from "../../app-connections/app-connections.ts";
import { openCredentials } from "../../app-connections/use.ts";
import type { Database } from "../../db/database.ts";
import type { Encryption } from "../../encryption/data-keys.ts";
import { refuseDecision } from "../../decision.ts";
import { hashDestination, readDestination, requireVariables } from "../../secret-syncs/destination.ts";
import type { Maker } from "../../secret-syncs/maker.ts";
import { seesSyncs } from "../../secret-syncs/place.ts";
import { listSyncsTo } from "../../secret-syncs/queries.ts";
import { ofAnotherApp } from "./errors.ts";
import type { Here } from "./place.ts";

export interface Question {
  readonly app: string;
  readonly connectionId: string;
  readonly destination: unknown;
  readonly except?: string | undefined;
}

interface Deps {
  readonly database: Database;
  readonly encryption: Encryption;
}

/** Whether a sync goes there already; of which project, when the caller may know. */
export async function isTaken(
  { database: { kysely: db }, encryption }: Deps,
  here: Here & Pick<Maker, "decide">,
  { app, connectionId, destination, except }: Question,
): Promise<{ readonly hasDuplicate: boolean; readonly projectId: string | null }> {
  refuseDecision(here.decide({ permission: "team:admin:app-connections:connect", teamId: here.team.id }));
  const connection = await readConnection(db, connectionPlace(here, "connect"), connectionId);
  if (connection.app !== app) throw ofAnotherApp(connectionId, app);
  const proof = await openCredentials(db, encryption, connection);
  const parsed = readDestination(requireVariables(proof.connector), destination);
  const hash = await hashDestination(db, encryption, proof, parsed);
  const others = (await listSyncsTo(db, here.org.id, hash)).filter(({ id }) => id !== except);
  const seen = others.find(seesSyncs(here));
  return { hasDuplicate: others.length > 0, projectId: seen?.project_id ?? null };
}
