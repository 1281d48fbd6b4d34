import type { Http } from "@keywright/connectors";
import type { OpenedConnection } from "../app-connections/use.ts";
import type { Work } from "../changes/work.ts";
import type { Claimed } from "./claim.ts";
import type { Sync } from "./queries.ts";

/** A run under way, and how to speak to its destination. */
export interface UnderWay extends Claimed {
  readonly opened: OpenedConnection;
  readonly http: Http;
}

/**
 * What is written down of a run that has succeeded, in the transaction that ends it, of the sync as it is by then. Answers
 * names of variables that are not in the run yet.
 */
export type Ending = (work: Work, sync: Sync) => Promise<EndedNames | void>;

export interface EndedNames {
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

/** The sync was deleted or became another while the run was under way: what it would write is not wanted any more. */
export class NoLongerWanted extends Error {
  override readonly name = "NoLongerWanted";
}
