import type { MediaType } from "@keywright/contract";
import type { Readable } from "node:stream";

/** An answer that goes on. Whoever reads it may stop at any time: then `body` is destroyed. */
export interface Streamed {
  readonly type: MediaType;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Asks again, while the answer goes on, whether its caller may have it; refused when not. */
export type ReadmitStream = () => Promise<{ readonly orgId: string }>;
