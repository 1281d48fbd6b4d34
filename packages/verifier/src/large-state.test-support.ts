import { text } from "node:stream/consumers";
import type { Snapshot } from "./changes.ts";
import { AuthorityState } from "./state.ts";

/** What a process that was given a snapshot makes of it. */
export interface LargeState {
  readonly roles: number;
  readonly revoked: number;
}

const state = new AuthorityState();
state.applySnapshot(JSON.parse(await text(process.stdin)) as Snapshot);
let roles = 0;
// Every role in use: each is compiled when it is first asked about.
for (const org of state.orgs)
  for (const team of org.teams) for (const role of team.roles) if (role.grantIn(state.catalogue)) roles += 1;
const revoked = state.tokenEnds.size;
process.stdout.write(JSON.stringify({ roles, revoked } satisfies LargeState));
