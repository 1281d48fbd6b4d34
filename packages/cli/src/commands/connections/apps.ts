import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { type App, type Field, findApp, listApps } from "./app.ts";

const COLUMNS: readonly Column<App>[] = [
  { head: "APP", cell: ({ app }) => app, style: () => "bold" },
  { head: "NAME", cell: ({ title }) => title },
  { head: "METHODS", cell: ({ methods }) => methods.join(", ") },
  { head: "DOES", cell: ({ summary }) => summary },
];

export function addApps(connections: Command, run: Run): void {
  connections
    .command("apps [app]")
    .description("list what can be connected, or show what one needs and how to make it there")
    .addHelpText(
      "after",
      examples(
        ["keywright connections apps"],
        ["keywright connections apps northflank", "steps, smallest permissions, fields"],
      ),
    )
    .action(
      run(async (cli, _options: object, given: string | undefined) => {
        const connection = await cli.connect();
        if (given !== undefined) return showApp(cli, await findApp(connection, given));
        await cli.out.list(await listApps(connection), COLUMNS, "Nothing can be connected.");
      }),
    );
}

async function showApp(cli: Cli, app: App): Promise<void> {
  await cli.out.record(app, [
    ["App", app.app],
    ["Name", app.title],
    ["Does", app.summary],
    ["Methods", app.methods.join(", ")],
    ...app.steps.map((step, index) => [`Step ${index + 1}`, step] as const),
    ...app.permissions.map(({ name, neededTo }) => ["Permission", `${name}, to ${neededTo}`] as const),
    ...app.fields.map((field) => ["Field", fieldText(field)] as const),
    ...(app.variables?.destinationFields ?? []).map(
      (field) => ["Destination", destinationText(field)] as const,
    ),
    ...(app.minting?.fields ?? []).map((field) => ["Token", destinationText(field)] as const),
  ]);
  cli.words.note(`Connect it: keywright connections create ${app.app} --name <name>`);
}

/** `baseUrl: Base URL. Unless given: https://api.northflank.com`. */
function fieldText({ name, label, secret, ...more }: Field): string {
  return `${name}: ${sentences(secret ? `${label} (secret)` : label, more)}`;
}

type DestinationField =
  NonNullable<App["variables"]>["destinationFields"][number] | NonNullable<App["minting"]>["fields"][number];

function destinationText({ name, label, options, optional, ...more }: DestinationField): string {
  const choice = options && `One of ${options.join(", ")}`;
  return `${name}: ${sentences(optional ? `${label} (may be left out)` : label, more, choice)}`;
}

function sentences(
  label: string,
  { description, default: usual }: Pick<Field, "description" | "default">,
  choice?: string,
): string {
  const all = [label, description, choice, usual && `Unless given: ${usual}`];
  return all.flatMap((sentence) => sentence?.replace(/\.$/, "") ?? []).join(". ");
}
