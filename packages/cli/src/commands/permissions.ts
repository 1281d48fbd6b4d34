import type { Api, BodyInput, DataOf } from "@keywright/contract";
import { type Command, Option } from "commander";
import type { AddCommand, Cli, Run } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { readJson } from "../input.ts";
import { WAIT, type WaitOption, write, YES, type YesOption } from "../writing.ts";

type Catalogue = DataOf<Api["getCatalogue"]>;

export const addPermissions: AddCommand = (program, run) => {
  const permissions = program.command("permissions").description("the catalogue of permissions");
  addList(permissions, run);
  addGet(permissions, run);
  addEdit(permissions, run);
};

function addList(permissions: Command, run: Run): void {
  permissions
    .command("list [text]")
    .description("list the permissions that there are; with a text, those that contain it")
    .addHelpText(
      "after",
      examples(
        ["keywright permissions list"],
        ["keywright permissions list secrets"],
        ["keywright permissions list project:"],
      ),
    )
    .action(
      run(async (cli, _options: object, text: string | undefined) => {
        const { api } = await cli.connect();
        const wanted = (text ?? "").toLowerCase();
        const rows = allOf(await api.getCatalogue()).filter(({ permission, label }) =>
          `${permission} ${label}`.toLowerCase().includes(wanted),
        );
        await cli.out.list(
          rows,
          [
            { head: "PERMISSION", cell: ({ permission }) => permission, style: () => "bold" },
            { head: "NAME", cell: ({ label }) => label },
            { head: "OF", cell: ({ origin }) => origin },
            { head: "FLAGS", cell: flagsOf },
          ],
          `No permission contains ${wanted}.`,
        );
      }),
    );
}

function addGet(permissions: Command, run: Run): void {
  permissions
    .command("get <permission>")
    .description("show a permission")
    .addHelpText("after", examples(["keywright permissions get project:secrets:secret-groups:list"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const { api } = await cli.connect();
        const found = allOf(await api.getCatalogue()).find(({ permission }) => permission === given);
        if (!found) throw new Failure(EXIT.notFound, `The catalogue has no permission ${given}.`);
        await cli.out.record(found, [
          ["Permission", found.permission],
          ["Name", found.label],
          ["Of", found.origin],
          ["Flags", flagsOf(found)],
        ]);
      }),
    );
}

interface EditOptions extends WaitOption, YesOption {
  readonly file?: string;
  readonly template?: "paas";
}

function addEdit(permissions: Command, run: Run): void {
  permissions
    .command("edit")
    .description("replace the operator's part of the catalogue (operator)")
    .option(
      "--file <file>",
      'JSON such as {"permissions":[{"permission":"project:…"}]}; - for standard input',
    )
    .addOption(
      new Option("--template <name>", "one that Keywright brings").choices(["paas"]).conflicts("file"),
    )
    .option(...WAIT)
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright permissions edit --template paas"],
        ["keywright permissions edit --file catalogue.json --yes"],
      ),
    )
    .action(
      run(async (cli, options: EditOptions) => {
        const body = await bodyFrom(options);
        const { api } = await cli.connect();
        await confirmLoss(cli, await api.getCatalogue(), body, options);
        const edited = await write(
          cli,
          options,
          (call) => api.putCatalogue({ body }, call),
          ({ count }) => `The catalogue has ${count} permissions`,
        );
        await cli.out.result(edited);
      }),
    );
}

type Body = BodyInput<Api["putCatalogue"]>;

async function bodyFrom({ file, template }: EditOptions): Promise<Body> {
  if (template !== undefined) return { template };
  if (file === undefined) throw new Failure(EXIT.usage, "Give --file or --template.");
  return (await readJson(file)) as Body;
}

/** What a template brings is not known here, so beside one every permission of the operator's may go. */
async function confirmLoss(cli: Cli, before: Catalogue, body: Body, { yes }: EditOptions): Promise<void> {
  const given = new Set(
    Array.isArray(body.permissions) ? body.permissions.map(({ permission }) => permission) : [],
  );
  const lost = allOf(before).filter(
    ({ origin, permission }) => origin === "operator" && !given.has(permission),
  );
  if (lost.length === 0) return;
  const more = lost.length > 1 ? ` and ${lost.length - 1} more` : "";
  const which = `${lost[0]?.permission}${more}`;
  const unless = body.template === undefined ? "" : ", unless the template has them";
  await cli.ask.confirm(
    `Replace the catalogue. Nobody can be allowed ${which} any longer${unless}.`,
    "Replace",
    yes,
  );
}

function allOf({ scopes }: Catalogue) {
  return scopes
    .flatMap(({ categories }) => categories)
    .flatMap(({ resources }) => resources)
    .flatMap(({ permissions }) => permissions);
}

function flagsOf(permission: Record<"sensitive" | "publishable" | "deprecated", boolean>): string {
  return (["sensitive", "publishable", "deprecated"] as const).filter((flag) => permission[flag]).join(", ");
}
