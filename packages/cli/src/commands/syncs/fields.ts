import { type Command, Option } from "commander";
import { collect } from "../../arguments/collect.ts";
import { keyValues } from "../../arguments/key-values.ts";
import type { Connection } from "../../connection.ts";
import { orNothing } from "../../writing.ts";
import { usableConnectionId } from "../connections/named.ts";
import { type SourceOptions, sourceFrom, withSource } from "./source.ts";

export interface FieldOptions extends SourceOptions {
  readonly description?: string;
  readonly to?: string;
  readonly destination?: readonly string[];
  readonly keySchema?: string;
  readonly initial?: "overwrite" | "import-prefer-source" | "import-prefer-destination";
  readonly deletes?: boolean;
  readonly automatic?: boolean;
  readonly notice?: string;
}

export function withFields(command: Command): Command {
  return withSource(command)
    .option("--to <connection>", "the connection to the other platform, by its name or id")
    .option("--destination <name=value>", "a field that says where there; several times", collect)
    .option("--key-schema <schema>", "the names there, such as WEB_{{secretKey}}; empty for the same names")
    .option("--deletes", "remove there what is not in the source")
    .option("--no-deletes", "never remove anything there")
    .option("--automatic", "deliver a change of the source by itself")
    .option("--no-automatic", "deliver only when asked to")
    .addOption(
      new Option(
        "--initial <behavior>",
        "what of the variables that are there before the first sync",
      ).choices(["overwrite", "import-prefer-source", "import-prefer-destination"]),
    )
    .option("--notice <connection>", "a webhook connection that is told of failures; empty for none")
    .option("--description <text>", "what it is for; empty for nothing");
}

/** What was said, with names looked up. The fields of a destination are given whole. */
export async function fieldsFrom(connection: Connection, options: FieldOptions) {
  const { description, to, destination, keySchema, initial, deletes, automatic, notice } = options;
  return {
    description: orNothing(description),
    source: await sourceFrom(connection, options),
    connectionId: to && (await usableConnectionId(connection, to)),
    destination: destination && Object.fromEntries(keyValues(destination)),
    keySchema: orNothing(keySchema),
    initialBehavior: initial,
    deletes,
    automatic,
    noticeConnectionId: notice ? await usableConnectionId(connection, notice) : orNothing(notice),
  };
}
