export { type Client, createClient } from "./client.ts";
export { ApiError, ConnectionError } from "./errors.ts";
export type { Call, CallOptions, EventCall, FileCall, ListCall, PageOf, RequestOf } from "./operation.ts";
export { type ClientSettings, DEFAULT_TIMEOUT_MS, type Fetch } from "./settings.ts";
