/** Every limit of the API, once. Units are in the names; counts have none. */
export const NAME_MAX_LENGTH = 100;
export const DESCRIPTION_MAX_LENGTH = 200;
export const EMAIL_MAX_LENGTH = 254;
export const BODY_MAX_BYTES = 1024 * 1024;
export const PER_PAGE_MAX = 100;
export const PER_PAGE_DEFAULT = 50;
export const PAGE_MAX = 10_000;
export const CURSOR_MAX_LENGTH = 200;
export const ROLE_PERMISSIONS_MAX = 500;
export const RESTRICTION_ENTRIES_MAX = 500;
export const ENVIRONMENTS_MAX = 50;
export const MEMBER_ROLES_MAX = 50;
/** A narrowing travels inside the token, and header space is short: it stays small. */
export const NARROWING_ENTRIES_MAX = 20;
export const KEYS_PER_TOKEN_MAX = 10;
export const LIFETIME_MIN_SECONDS = 60;
export const LIFETIME_MAX_SECONDS = 10 * 366 * 24 * 3600;
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
