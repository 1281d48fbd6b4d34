import type { Narrowing } from "@keywright/policy";
import type { KeyClaims } from "./claims.ts";
import { standingOf, type Credential, type Standing } from "./standing.ts";
import type { AuthorityState } from "./state.ts";

/** A key whose signature has been checked, once. It remembers how it stands until the state changes. */
export class VerifiedKey implements Credential {
  readonly claims: KeyClaims;
  readonly narrowing: Narrowing | null;
  readonly kid: string;
  readonly signedBy: string;
  #standing: Standing | undefined;

  constructor({ claims, narrowing, kid, signedBy }: Credential) {
    this.claims = claims;
    this.narrowing = narrowing;
    this.kid = kid;
    this.signedBy = signedBy;
  }

  /** How the key stands in `state` now. */
  standingIn(state: AuthorityState): Standing {
    const known = this.#standing;
    if (known !== undefined && known.epoch === state.epoch) return known;
    return (this.#standing = standingOf(state, this));
  }
}
