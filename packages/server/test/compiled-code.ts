import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where processes of tests keep compiled code for each other: every folder of their own would have it compiled anew. */
export const COMPILED_CODE = { NODE_COMPILE_CACHE: join(tmpdir(), "keywright-compiled") };
