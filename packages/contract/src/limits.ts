/** Every limit of the API, once. Units are in the names; counts have none. */
export const NAME_MAX_LENGTH = 100;
export const DESCRIPTION_MAX_LENGTH = 200;
export const EMAIL_MAX_LENGTH = 254;
export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 128;
export const BODY_MAX_BYTES = 1024 * 1024;
export const PER_PAGE_MAX = 100;
export const PER_PAGE_DEFAULT = 50;
export const PAGE_MAX = 10_000;
/** Holds the longest name, in base64. */
export const CURSOR_MAX_LENGTH = 1000;
export const ROLE_PERMISSIONS_MAX = 500;
export const RESTRICTION_ENTRIES_MAX = 500;
export const ENVIRONMENTS_MAX = 50;
export const MEMBER_ROLES_MAX = 50;
/** A narrowing travels inside the token, and header space is short: it stays small. */
export const NARROWING_ENTRIES_MAX = 20;
/** Of all of it together, as JSON: encoded in a token it still fits one line of a gateway's usual headers. */
export const NARROWING_MAX_LENGTH = 4096;
/** The longest host name, with a scheme and a port. */
export const ORIGIN_MAX_LENGTH = 270;
/** Living tokens that belong to one member: an organization may set another number up to the greatest. */
export const PERSONAL_TOKENS_MAX_DEFAULT = 25;
export const PERSONAL_TOKENS_MAX = 1000;
/** How many times, and how long before it expires, notice is given of a token. */
export const EXPIRY_NOTICES_MAX = 5;
export const EXPIRY_NOTICE_DAYS_MAX = 90;
export const EXPIRY_NOTICE_DAYS_DEFAULT: readonly number[] = [14, 3];
export const KEYS_PER_TOKEN_MAX = 10;
export const ROTATION_DAYS_MAX = 365;
/** How long old keys work at most beside a delivered new one, and how long they must have gone unused to end before. */
export const ROTATION_OVERLAP_DEFAULT_SECONDS = 7 * 24 * 3600;
export const ROTATION_OVERLAP_MIN_SECONDS = 60;
export const ROTATION_QUIET_DEFAULT_SECONDS = 60;
/** A use shows within ten seconds; a verifier that was cut off tells of it when its lease has run out. */
export const ROTATION_QUIET_MIN_SECONDS = 30;
export const LIFETIME_MIN_SECONDS = 60;
export const LIFETIME_MAX_SECONDS = 10 * 366 * 24 * 3600;
/** Tokens derived from a token, from those, and so on. */
export const DERIVATION_DEPTH_MAX = 5;
/** How long a derived token lives if nothing is said. */
export const DERIVED_LIFETIME_DEFAULT_SECONDS = 900;
/** Living tokens of one line: derived from one token, or issued by one trust rule, and from those in turn. */
export const DERIVED_TOKENS_MAX = 1000;
export const TRUST_CLAIMS_MAX = 20;
export const TRUST_CLAIM_VALUES_MAX = 20;
export const TRUST_LIFETIME_DEFAULT_SECONDS = 900;
export const TRUST_LIFETIME_MAX_SECONDS = 12 * 3600;
/** Longer than the token of any CI system that is known. */
export const CI_TOKEN_MAX_LENGTH = 16 * 1024;
export const CREDENTIAL_FIELDS_MAX = 20;
/** Holds the longest key that platforms give out. */
export const CREDENTIAL_VALUE_MAX_LENGTH = 16 * 1024;
/** A sync's key schema, and the variable a token's key is delivered as. */
export const KEY_SCHEMA_MAX_LENGTH = 200;
/** Fields that say where on a platform something is. */
export const DESTINATION_FIELDS_MAX = 20;
/** Of a token on another platform, which is told an id of ours beside the name. */
export const EXTERNAL_NAME_MAX_LENGTH = 60;
/** How long a rotation may leave the old key of an external token. */
export const KEEP_OLD_MAX_SECONDS = 30 * 24 * 3600;
export const VERIFY_CHECKS_MAX = 100;
/** How long a write waits for verifiers to confirm it. */
export const WAIT_MAX_SECONDS = 30;
/** Paths of an OpenAPI document that route rules are made from. */
export const ROUTE_PATHS_MAX = 2000;
export const ROUTE_SEGMENTS_MAX = 50;
/** Usage is asked for this long a time, and for this long if nothing is said. */
export const USAGE_MAX_DAYS = 90;
export const USAGE_DEFAULT_DAYS = 7;
export const USAGE_TOTALS_MAX = 1000;
export const USAGE_BUCKETS_MAX = 5000;
/** Longer than any token we sign, short enough that reading one costs nothing. */
export const TOKEN_MAX_LENGTH = 8192;
export const IDEMPOTENCY_KEY_MAX_LENGTH = 200;
export const IDEMPOTENCY_KEPT_SECONDS = 24 * 3600;
export const VARIABLES_MAX = 1000;
export const VARIABLE_NAME_MAX_LENGTH = 255;
export const VARIABLE_VALUE_MAX_LENGTH = 256 * 1024;
export const FILES_MAX = 100;
export const TAGS_MAX = 50;
export const CATALOGUE_PERMISSIONS_MAX = 2000;
/** One request header block; above it Node would close the connection without a word. */
export const HEADERS_MAX_BYTES = 192 * 1024;
/** How long links live that make a person: printed at start, sent as an invitation, sent to someone who forgot a password. */
export const SETUP_LINK_SECONDS = 7 * 24 * 3600;
export const INVITATION_SECONDS = 7 * 24 * 3600;
export const RESET_LINK_SECONDS = 3600;
/** A session ends when it has not been used for this long, and after this long in any case. */
export const SESSION_IDLE_SECONDS = 7 * 24 * 3600;
export const SESSION_MAX_SECONDS = 30 * 24 * 3600;
/** Lists are counted, for whoever asks, up to this many rows. */
export const TOTAL_MAX = 10_000;
/** A token expires soon within these days, and is unused when it has not been used for these. */
export const EXPIRING_SOON_DAYS = 7;
export const UNUSED_DAYS = 30;
/** How far back the use of a role is looked at, before it is edited. */
export const PREVIEW_DAYS = 30;
export const ISSUABLE_ROLES_MAX = 1000;
export const SSO_DOMAINS_MAX = 50;
export const SSO_SECRET_MAX_LENGTH = 1000;
/** How long people take to sign in with an issuer, and how long what it said of them holds. */
export const SSO_ATTEMPT_SECONDS = 600;
export const SSO_SESSION_SECONDS = 12 * 3600;
/** How long a command line waits to be logged in, and how long it then has to take its token. */
export const LOGIN_REQUEST_SECONDS = 600;
export const LOGIN_CODE_SECONDS = 60;
/** How often a device asks, and how much less often after it asked too soon (RFC 8628). */
export const DEVICE_POLL_SECONDS = 5;
/** Wrong codes of devices that one person, or one address, may try in a row; then they are locked out for so long. */
export const USER_CODE_ATTEMPTS_MAX = 10;
export const USER_CODE_LOCK_SECONDS = 15 * 60;
/** Streams of live changes that one principal may hold open at each server, and everybody together. */
export const LIVE_STREAMS_PER_PRINCIPAL_MAX = 20;
export const LIVE_STREAMS_MAX = 5000;
/** Passwords that may be tried at one account in a row; then it is locked for so long. */
export const SIGN_IN_ATTEMPTS_MAX = 10;
export const SIGN_IN_LOCK_SECONDS = 15 * 60;
