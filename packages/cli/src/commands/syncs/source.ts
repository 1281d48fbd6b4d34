import type { Command } from "commander";
import type { Connection } from "../../connection.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { externalTokenId } from "../external-tokens/named.ts";
import { groupParams } from "../secrets/group.ts";
import { activeTokenId, tokensAt } from "../tokens/at.ts";

export interface SourceOptions {
  readonly fromGroup?: string;
  readonly fromToken?: string;
  readonly fromExternal?: string;
  readonly as?: string;
}

export function withSource(command: Command): Command {
  return command
    .option("--from-group <project/group>", "copy the variables of a secret group")
    .option("--from-token <token>", "deliver the newest key of a token, by its name or id")
    .option("--from-external <token>", "deliver a token issued elsewhere, by its name or id")
    .option("--as <variable>", "the variable that a token is delivered as");
}

/** Nothing when nothing was said of it. */
export async function sourceFrom(connection: Connection, options: SourceOptions) {
  const { fromGroup, fromToken, fromExternal, as: variable } = options;
  const given = [fromGroup, fromToken, fromExternal].filter((source) => source !== undefined);
  if (given.length === 0 && variable === undefined) return undefined;
  if (given.length !== 1) {
    throw new Failure(
      EXIT.usage,
      "Say what to copy, with one of --from-group, --from-token, --from-external.",
    );
  }
  if (fromGroup !== undefined) return groupSource(connection, fromGroup, variable);
  if (variable === undefined) {
    throw new Failure(EXIT.usage, "Say which variable the token is delivered as, with --as.");
  }
  if (fromExternal !== undefined) {
    return {
      kind: "external-token",
      externalTokenId: await externalTokenId(connection, fromExternal),
      variable,
    } as const;
  }
  const tokenId = await activeTokenId(tokensAt(connection, {}), fromToken ?? "");
  return { kind: "token", tokenId, variable } as const;
}

async function groupSource(connection: Connection, given: string, variable: string | undefined) {
  if (variable !== undefined) {
    throw new Failure(EXIT.usage, "--as is for tokens: the variables of a group have names.", [
      "To change them on the way: --key-schema.",
    ]);
  }
  return { kind: "secret-group", ...(await groupFrom(connection, given)) } as const;
}

/** `project/group`, each by its name or id. */
export async function groupFrom(connection: Connection, given: string) {
  const [project, group, ...more] = given.split("/");
  if (!project || !group || more.length > 0) {
    throw new Failure(EXIT.usage, `${given} is not of the form project/group.`);
  }
  const { projectId, secretId: secretGroupId } = await groupParams(connection, project, group);
  return { projectId, secretGroupId };
}
