import { z } from "@keywright/contract";
import { AccessFile } from "./access-file.ts";

/** Where the schema is found by editors: in the published package. */
export const ACCESS_SCHEMA_URL = "https://unpkg.com/keywright/access.schema.json";

/** The access file as JSON schema, for editors and for checks without a server. */
export function accessJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(AccessFile, { io: "input" });
  return { $schema, $id: ACCESS_SCHEMA_URL, title: "Keywright access file", ...schema };
}
