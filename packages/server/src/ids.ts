import { fromString, fromUUID, toUUID, typeidUnboxed } from "typeid-js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
  | "tru"
  | "ext"
  | "ekey"
  | "con"
  | "syn"
  | "run";

/** A TypeID: a fresh UUIDv7 in base 32 behind the noun. The same text in the database, the API, tokens and logs. */
export function newId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix);
}

/** The UUID inside of an id, for those who know ids only as UUIDs. */
export function uuidOf(id: string): string {
  return toUUID(fromString(id));
}

/** The id with this UUID inside. Undefined for what is no UUID. */
export function idOfUuid(prefix: IdPrefix, uuid: string): string | undefined {
  return UUID.test(uuid) ? fromUUID(uuid.toLowerCase(), prefix) : undefined;
}
