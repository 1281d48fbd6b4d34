import { typeidUnboxed } from "typeid-js";

type IdPrefix =
  | "org"
  | "team"
  | "prj"
  | "role"
  | "mem"
  | "tok"
  | "key"
  | "grp"
  | "evt"
  | "dk"
  | "vfr"
  | "srv"
  | "usr"
  | "ses"
  | "cred"
  | "otv"
  | "sso"
  | "sid"
  | "lgr"
  | "tru";

/** A TypeID: a fresh UUIDv7 in base 32 behind the noun. The same text in the database, the API, tokens and logs. */
export function newId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix);
}
