import type { Answer } from "../api/read.ts";

export type LoginRequest = Answer<"getLoginRequest">;
