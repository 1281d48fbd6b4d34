export { authenticateKey, check, type CheckRequest } from "./check.ts";
export {
  UnsupportedChange,
  type Change,
  type EndChange,
  type PublicJwk,
  type Revision,
  type Snapshot,
} from "./changes.ts";
export {
  narrowingFromClaim,
  narrowingToClaim,
  parseClaims,
  type KeyClaims,
  type NarrowingClaim,
} from "./claims.ts";
export type { ReadonlyDirectory } from "./directory.ts";
export { endsSoon, KEY_ENDS_HEADER } from "./ends-soon.ts";
export {
  ALGORITHM,
  HEADER_TYPE,
  MAX_TOKEN_BYTES,
  readKey,
  type ReadKeyOptions,
  type SignedKey,
  type Unreadable,
} from "./jwt.ts";
export { createKeyReader, DEFAULT_MAX_KEYS, type KeyReader, type KeyReaderOptions } from "./key-reader.ts";
export { exposureOf, type Exposure, type NamedPrincipal, type Principal } from "./principal.ts";
export type { SigningKey } from "./signing-keys.ts";
export { snapshotOf } from "./snapshot.ts";
export { AuthorityState, FORGET_MARGIN_SECONDS, type Applied } from "./state.ts";
export type { End, Org, Project, Role, Team } from "./tables.ts";
export type { Allowed, Refused, Verdict } from "./verdict.ts";
export { VerifiedKey } from "./verified-key.ts";
export { Lease } from "./stream/lease.ts";
export {
  CLOSE,
  parseMessage,
  readVerifierMessage,
  STREAM_PATH,
  type ServerMessage,
  type UsageEntry,
  VERIFIER_MESSAGE_MAX_BYTES,
  type VerifierMessage,
} from "./stream/messages.ts";
export { CredentialRefused } from "./stream/credential-refused.ts";
export type { VerifierOptions } from "./stream/options.ts";
export {
  createVerifier,
  type Verifier,
  type VerifierEvent,
  type VerifierStatistics,
  type VerifierVerdict,
  type VerifyRequest,
} from "./stream/verifier.ts";
