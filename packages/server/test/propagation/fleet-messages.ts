/** What one process of verifiers is told at its start. */
export interface FleetSetup {
  readonly type: "setup";
  readonly credential: string;
  readonly issuer: string;
  /** One verifier each. */
  readonly verifiers: readonly { readonly name: string; readonly url: string }[];
  readonly permission: string;
}

export interface WatchedToken {
  readonly id: string;
  readonly value: string;
}

/** To a process of verifiers. It checks all that it watches, at every verifier, round after round. */
export type FleetOrder =
  | FleetSetup
  | { readonly type: "watch"; readonly tokens: readonly WatchedToken[] }
  | { readonly type: "drop"; readonly ids: readonly string[] }
  | { readonly type: "end" };

/** Of one token, over all verifiers of a process. */
export interface Sightings {
  readonly id: string;
  readonly accepted: number;
  readonly refused: number;
  /** When the last check that accepted it began; null for none. */
  readonly lastAcceptedMs: number | null;
}

/** From a process of verifiers. */
export type FleetNews =
  | { readonly type: "live" }
  /** Every verifier has accepted every token that was to be watched. */
  | { readonly type: "watching" }
  | { readonly type: "dropped"; readonly sightings: readonly Sightings[]; readonly checks: number };
