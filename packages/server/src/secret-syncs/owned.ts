import { type Owned, readSchema, UnusableSchema } from "./key-schema.ts";
import type { Sync } from "./queries.ts";
import { refuseField } from "../refusal.ts";

interface Named {
  /** Of a token's key. */
  readonly variable: string | null;
  readonly keySchema: string | null;
  /** The secret group's. */
  readonly environment: string | null;
}

/** What a sync may write. Refused when its schema leaves that open. */
export function readOwned({ variable, keySchema, environment }: Named): Owned {
  if (variable !== null) {
    if (keySchema === null) return { kind: "exactly", name: variable };
    throw refuseField(
      "validation_failed",
      "keySchema",
      "The variable of a token is called what the source says.",
    );
  }
  try {
    return readSchema(keySchema, environment);
  } catch (error) {
    if (!(error instanceof UnusableSchema)) throw error;
    throw refuseField("validation_failed", "keySchema", `The key schema ${error.message}.`);
  }
}

export function toColumns(owned: Owned): Pick<Sync, "owned_prefix" | "owned_suffix"> {
  return owned.kind === "exactly"
    ? { owned_prefix: "", owned_suffix: "" }
    : { owned_prefix: owned.prefix, owned_suffix: owned.suffix };
}

export function ownedBy({
  variable,
  owned_prefix,
  owned_suffix,
}: Pick<Sync, "variable" | "owned_prefix" | "owned_suffix">): Owned {
  return variable === null
    ? { kind: "between", prefix: owned_prefix, suffix: owned_suffix }
    : { kind: "exactly", name: variable };
}
