import { northflankApi } from "../northflank/api.ts";

export const KEYWRIGHT = "the other Keywright";

/** It answers the requests of Northflank's clients, and some of its own. */
export const keywrightApi = northflankApi(KEYWRIGHT);
