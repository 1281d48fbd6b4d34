import type { Exposure } from "@keywright/verifier";

/** What one operation of the platform's API asks for, as the table keeps it. */
export interface RouteRule {
  readonly method: string;
  /** With `{names}`, each a whole segment. */
  readonly path: string;
  /** `closed`: the document names no permission, so nobody passes. */
  readonly access: "permission" | "any_token" | "closed";
  /** Any one of them is enough. */
  readonly permissions: readonly string[];
  /** The parameters of the path that name them. */
  readonly team?: string;
  readonly project?: string;
  readonly environment?: string;
  /** The only exposure that tokens may have; without it, either. */
  readonly exposure?: Exposure;
}
