import type { Bits } from "./bits.ts";

/** One right of the installation. `bit` is its position for ever: compiled roles stay valid while the catalogue grows. */
export interface CatalogueEntry {
  readonly permission: string;
  readonly bit: number;
  readonly origin: "keywright" | "operator";
  readonly sensitive: boolean;
  readonly publishable: boolean;
  readonly deprecated: boolean;
}
