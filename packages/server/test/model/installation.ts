import { inject } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { openPostgres } from "../../src/db/postgres.ts";
import { createPostgresDatabase } from "../test-database.ts";
import type { Decider } from "./judge.ts";
import { RemoteVerifier } from "./remote-verifier.ts";
import { ServerProcess } from "./server-process.ts";

import { LASTING_PROJECTS, Tenant } from "./tenant.ts";
import { Truth } from "./truth.ts";

const SERVERS = 3;
const PLATFORM_VERIFIERS = 4;
const TENANTS = ["north", "south"];

/** Several servers on one Postgres, verifiers on lines of their own, and two organizations. */
export interface Installation {
  readonly servers: readonly ServerProcess[];
  readonly verifiers: readonly RemoteVerifier[];
  readonly tenants: readonly Tenant[];
  readonly truth: Truth;
  readonly operatorToken: string;
  /** The database that all servers share, on a line that never fails. */
  readonly database: Database;
  dispose(): Promise<void>;
}

export async function startInstallation(leaseMs: number): Promise<Installation> {
  const url = await createPostgresDatabase(inject("postgresUrl") ?? "");
  const database = openPostgres(url, () => {});
  const servers = Array.from({ length: SERVERS }, () => new ServerProcess(url, leaseMs));
  // The first finds an empty database and makes the installation.
  for (const server of servers) await server.start();
  const [first] = servers as [ServerProcess];
  const { operatorToken } = first;
  const tenants = [];
  for (const name of TENANTS) tenants.push(await newTenant(first, name));
  const truth = await tellBeginning(first, tenants);

  const verifiers = Array.from(
    { length: PLATFORM_VERIFIERS },
    (_, index) =>
      new RemoteVerifier({
        name: `verifier ${index}`,
        server: servers[index % SERVERS]!,
        credential: operatorToken,
        org: null,
      }),
  );
  const [north] = tenants as [Tenant];
  const ofNorth = { name: "north's verifier", credential: north.ownerToken, org: north.id };
  verifiers.push(new RemoteVerifier({ ...ofNorth, server: servers[1]! }));
  for (const verifier of verifiers) await verifier.start();
  return {
    servers,
    verifiers,
    tenants,
    truth,
    operatorToken,
    database,
    async dispose() {
      await database.close();
      await Promise.all(verifiers.map((verifier) => verifier.dispose()));
      await Promise.all(servers.map((server) => server.dispose()));
    },
  };
}

async function newTenant(server: ServerProcess, name: string): Promise<Tenant> {
  const operator = server.client(server.operatorToken);
  const { id, ownerToken } = await operator.createOrg({ body: { name, ownerToken: { name: "owner" } } });
  const token = ownerToken?.token ?? "";
  const { id: teamId } = await server.client(token).createTeam({ body: { name: `${name} team` } });
  return new Tenant(id, token, teamId);
}

/** The projects that stay are the first thing that is known. */
async function tellBeginning(server: ServerProcess, tenants: readonly Tenant[]): Promise<Truth> {
  let truth: Truth | undefined;
  for (const { id, ownerToken, teamId } of tenants) {
    for (const project of LASTING_PROJECTS) {
      const body = { name: project };
      const { revision } = await server.client(ownerToken).createProject({ params: { teamId }, body });
      truth ??= new Truth(revision - 1);
      truth.record(revision, { org: id, deeds: [{ kind: "project created", project }] });
    }
  }
  return truth!;
}

/** What a server is bound by: it knows what it has answered, and what all have confirmed. */
export class ServerDecider implements Decider {
  readonly server: ServerProcess;
  readonly name: string;
  readonly org = null;
  floor = 0;

  constructor(server: ServerProcess, index: number) {
    this.server = server;
    this.name = `server ${index}`;
  }

  get cutOffAtMs(): number | undefined {
    return this.server.cutOffAtMs;
  }

  floorAt(): number {
    return this.floor;
  }
}
