import type { Answer } from "../api/read.ts";

export type TrustRule = Answer<"getTrustRule">;
