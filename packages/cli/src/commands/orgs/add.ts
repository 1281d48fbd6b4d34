import type { Api, DataOf } from "@keywright/contract";
import { type Command, Option } from "commander";
import type { AddCommand, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { dayOf } from "../../output/time.ts";
import { WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { showInvitation } from "../members/shown.ts";
import { addEdit } from "./edit.ts";
import { orgId } from "./id.ts";
import { noticesText } from "../expiry-notices.ts";
import { policyText } from "../token-policy.ts";

export const addOrgs: AddCommand = (program, run) => {
  const orgs = program.command("orgs").description("organizations: your own, and for the operator all");
  for (const add of [addList, addGet, addCreate, addEdit, addDelete]) add(orgs, run);
};

function addList(orgs: Command, run: Run): void {
  orgs
    .command("list")
    .description("list the organizations of the installation (operator)")
    .addHelpText("after", examples(["keywright orgs list"]))
    .action(
      run(async (cli) => {
        const { api } = await cli.connect();
        await cli.out.list(
          await Array.fromAsync(api.listOrgs.rows()),
          [
            { head: "ORGANIZATION", cell: ({ id }) => id, style: () => "bold" },
            { head: "NAME", cell: ({ name }) => name },
            {
              head: "STATUS",
              cell: ({ suspended }) => (suspended ? "suspended" : "active"),
              style: ({ suspended }) => (suspended ? "red" : "green"),
            },
            { head: "CREATED", cell: ({ createdAt }) => dayOf(createdAt) },
          ],
          "No organizations.",
        );
      }),
    );
}

function addGet(orgs: Command, run: Run): void {
  orgs
    .command("get [name]")
    .description("show your own organization, or (operator) another")
    .addHelpText("after", examples(["keywright orgs get"], ["keywright orgs get northwind"]))
    .action(
      run(async (cli, _options: object, given: string | undefined) => {
        const connection = await cli.connect();
        if (given !== undefined) {
          const org = await connection.api.getOrg({ params: { orgId: await orgId(connection, given) } });
          return cli.out.record(org, fieldsOf(org));
        }
        const own = await connection.api.getOwnOrg();
        await cli.out.record(own, [
          ...fieldsOf(own),
          ["Tokens may live", policyText(own.tokenPolicy)],
          ["Before they expire", noticesText(own.expiryNotices)],
          ["Personal tokens", `${own.personalTokensMax} for each member`],
          ["Device login", own.deviceLogin ? "on" : "off"],
        ]);
      }),
    );
}

function fieldsOf({ id, name, suspended, createdAt }: DataOf<Api["getOrg"]>) {
  return [
    ["Organization", id],
    ["Name", name],
    ["Status", suspended ? "suspended" : "active"],
    ["Created", dayOf(createdAt)],
  ] as const;
}

interface CreateOptions extends WaitOption {
  readonly name: string;
  readonly owner?: string;
  readonly ownerToken?: string;
}

function addCreate(orgs: Command, run: Run): void {
  orgs
    .command("create")
    .description("create an organization and appoint its first owner (operator)")
    .requiredOption("--name <name>", "name, from which the id is made")
    .option("--owner <address>", "invite this person as the first owner")
    .addOption(
      new Option(
        "--owner-token <name>",
        "issue an owner's token; its value is printed once, alone",
      ).conflicts("owner"),
    )
    .option(...WAIT)
    .addHelpText("after", examples(["keywright orgs create --name Northwind --owner anna@example.com"]))
    .action(
      run(async (cli, options: CreateOptions) => {
        const { name, owner: email, ownerToken } = options;
        const { api } = await cli.connect();
        const owner = email === undefined ? undefined : { email };
        const body = { name, owner, ownerToken: ownerToken === undefined ? undefined : { name: ownerToken } };
        const created = await write(
          cli,
          options,
          (call) => api.createOrg({ body }, call),
          ({ id }) => `Created organization ${id}`,
        );
        if (!created.ownerToken) return showInvitation(cli, created, created);
        await cli.out.text(created.ownerToken.token, created);
        cli.words.note("It will not be shown again.");
      }),
    );
}

interface DeleteOptions extends WaitOption, YesOption {}

function addDelete(orgs: Command, run: Run): void {
  orgs
    .command("delete <name>")
    .description("delete an organization and everything in it (operator)")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples(["keywright orgs delete northwind"]))
    .action(
      run(async (cli, options: DeleteOptions, given: string) => {
        const connection = await cli.connect();
        const id = await orgId(connection, given);
        const consequence = `Delete organization ${id}: its teams, projects, secrets, members and tokens.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Delete", options.yes);
        const deleted = await write(
          cli,
          options,
          (call) => connection.api.deleteOrg({ params: { orgId: id } }, call),
          () => `Deleted organization ${id}`,
        );
        await cli.out.result(deleted);
      }),
    );
}
