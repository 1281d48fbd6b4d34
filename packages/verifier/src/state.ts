import type { Catalogue } from "@keywright/policy";
import type { Revision, Snapshot } from "./changes.ts";
import type { ReadonlyDirectory } from "./directory.ts";
import type { SigningKey } from "./signing-keys.ts";
import { assertSupported } from "./supported-changes.ts";
import { applyChange, emptyTables, type End, type Org } from "./tables.ts";

/**
 * How long an end is remembered beyond `forgetAt`. Clocks differ and step back: a revocation forgotten by a fast clock
 * would be an acceptance by a slow one. Whoever leaves ends out of a snapshot keeps the same margin.
 */
export const FORGET_MARGIN_SECONDS = 3600;

/** What became of a revision. On "gap" the caller asks for what it missed, or for a snapshot. */
export type Applied = "applied" | "duplicate" | "gap";

/**
 * The authority of an installation at one revision, built from a snapshot and the revisions after it.
 * It knows organizations, teams, projects, roles and what has ended: it grows with these, not with the number of tokens.
 */
export class AuthorityState {
  #tables = emptyTables();
  #revision = 0;
  #ready = false;
  #epoch = {};

  /** Whether a snapshot has been applied and every change since was understood. If not, every check answers `stale`. */
  get ready(): boolean {
    return this.#ready;
  }

  /** The last revision applied completely; 0 before the first snapshot. */
  get revision(): number {
    return this.#revision;
  }

  /** A new object after every change: what was derived under one epoch holds exactly as long as it is current. */
  get epoch(): object {
    return this.#epoch;
  }

  get catalogue(): Catalogue {
    return this.#tables.catalogue;
  }

  /** Organizations, by id and slug; their teams, projects and roles hang below them. */
  get orgs(): ReadonlyDirectory<Org> {
    return this.#tables.orgs;
  }

  /** Every signing key that may still verify, by `kid`. */
  get signingKeys(): ReadonlyMap<string, SigningKey> {
    return this.#tables.signingKeys;
  }

  /** The ends of tokens, by token id. */
  get tokenEnds(): ReadonlyMap<string, End> {
    return this.#tables.tokenEnds;
  }

  /** The ends of single keys, by key id. */
  get keyEnds(): ReadonlyMap<string, End> {
    return this.#tables.keyEnds;
  }

  /**
   * Replaces the state. A snapshot of an earlier revision changes nothing ("duplicate"): a server process that lags
   * behind must not bring back authority that is gone. To follow an installation that was restored from a backup, start
   * with a new state.
   * Throws `UnsupportedChange` if it cannot be understood; the state is then not ready.
   */
  applySnapshot({ revision, changes }: Snapshot): Exclude<Applied, "gap"> {
    if (!(revision >= this.#revision)) return "duplicate";
    const tables = emptyTables();
    this.#advance(revision, changes, tables);
    this.#tables = tables;
    return "applied";
  }

  /**
   * Applies the next revision. One that is known already changes nothing; one further ahead, or before the first
   * snapshot, is a "gap" and changes nothing either.
   * Throws `UnsupportedChange` if it cannot be understood; the state is then not ready until the next snapshot.
   */
  apply({ revision, changes }: Revision): Applied {
    if (!this.#ready) return "gap";
    if (revision <= this.#revision) return "duplicate";
    if (revision !== this.#revision + 1) return "gap";
    this.#advance(revision, changes, this.#tables);
    return "applied";
  }

  /**
   * Forgets the ends of tokens and keys that no clock in reason can still find valid. Call it now and then.
   * @returns how many were forgotten
   */
  forget(nowSeconds: number): number {
    let forgotten = 0;
    for (const ends of [this.#tables.tokenEnds, this.#tables.keyEnds]) {
      for (const [id, { forgetAt }] of ends) {
        if (forgetAt !== null && forgetAt + FORGET_MARGIN_SECONDS <= nowSeconds && ends.delete(id))
          forgotten += 1;
      }
    }
    return forgotten;
  }

  // Not ready while under way, so that a failure half way leaves a state that refuses.
  #advance(revision: number, changes: readonly unknown[], tables: ReturnType<typeof emptyTables>): void {
    this.#ready = false;
    this.#epoch = {};
    assertSupported(changes);
    for (const change of changes) applyChange(tables, change);
    this.#revision = revision;
    this.#ready = true;
  }
}
