import type { Api, DataOf } from "@keywright/contract";
import type { Command } from "commander";
import { collect } from "../../arguments/collect.ts";
import { expiry, type Expiry } from "../../arguments/expiry.ts";
import { keyValues } from "../../arguments/key-values.ts";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { usableConnectionId } from "../connections/named.ts";
import { expiryWords } from "../tokens/shown.ts";

interface IssueOptions {
  readonly through: string;
  readonly name: string;
  readonly spec?: readonly string[];
  readonly description?: string;
  readonly expires?: Expiry;
}

export function addIssue(tokens: Command, run: Run): void {
  tokens
    .command("issue")
    .description("make a token on another platform; its value is printed once, alone")
    .requiredOption("--through <connection>", "the connection to the platform, by its name or id")
    .requiredOption("--name <name>", "what it is called, here and with more beside it there")
    .option("--spec <name=value>", "a field that says what is made; several times", collect)
    .option("--expires <time>", "30d, 12h, never, or a day such as 2026-12-31", expiry)
    .option("--description <text>", "what it is for")
    .addHelpText(
      "after",
      examples(
        [
          "keywright external-tokens issue --through unleash --name shop-flags \\\n" +
            "      --spec kind=backend --spec projectId=shop --spec environment=production",
        ],
        [
          "keywright external-tokens issue --through staging --name deploys --spec roleId=ci --output ./token",
        ],
      ),
    )
    .addHelpText("after", "\nThe fields of an app: keywright connections apps <app>")
    .action(run(issue));
}

async function issue(cli: Cli, options: IssueOptions): Promise<void> {
  const { through, name, spec = [], description, expires } = options;
  const connection = await cli.connect();
  const connectionId = await usableConnectionId(connection, through);
  const body = { name, description, connectionId, spec: Object.fromEntries(keyValues(spec)), ...expires };
  const progress = cli.words.progress("Asking the platform");
  const asked = connection.api.createExternalToken({ params: connection.inTeam, body });
  const issued = await asked.finally(() => progress.stop());
  cli.words.done(`Issued ${issued.name} on ${issued.app}: ${issued.summary} · ${expiryWords(issued)}`);
  await showValue(cli, issued);
}

/** Alone on standard output, so that it can go straight to where it is needed. */
export async function showValue(cli: Cli, issued: DataOf<Api["createExternalToken"]>): Promise<void> {
  await cli.out.text(issued.token, issued);
  cli.words.note("It will not be shown again. Syncs deliver it: keywright syncs create --from-external …");
}
