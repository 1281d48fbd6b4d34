import type { Command } from "commander";
import type { AddCommand, Run } from "../cli.ts";
import type { Connection } from "../connection.ts";
import { examples } from "../help.ts";
import { idOf, SLUG } from "../named.ts";
import { dayOf } from "../output/time.ts";
import {
  counted,
  orNothing,
  requireChange,
  WAIT,
  type WaitOption,
  write,
  YES,
  type YesOption,
} from "../writing.ts";
import { usableConnectionId } from "./connections/named.ts";
import { noticesFrom, type NoticeOptions, noticesText, withNotices } from "./expiry-notices.ts";
import { showInvitation } from "./members/shown.ts";
import { policyFrom, type PolicyOptions, policyText, withPolicy } from "./token-policy.ts";

export const addTeams: AddCommand = (program, run) => {
  const teams = program.command("teams").description("teams of the organization");
  for (const add of [addList, addGet, addCreate, addEdit, addDelete]) add(teams, run);
};

function teamId({ api }: Connection, given: string): Promise<string> {
  return idOf(given, { noun: "team", isId: SLUG, among: () => Array.fromAsync(api.listTeams.rows()) });
}

function addList(teams: Command, run: Run): void {
  teams
    .command("list")
    .description("list the teams that you reach")
    .addHelpText("after", examples(["keywright teams list"]))
    .action(
      run(async (cli) => {
        const { api } = await cli.connect();
        await cli.out.list(
          await Array.fromAsync(api.listTeams.rows()),
          [
            { head: "TEAM", cell: ({ id }) => id, style: () => "bold" },
            { head: "NAME", cell: ({ name }) => name },
            { head: "TOKENS MAY LIVE", cell: ({ tokenPolicy }) => policyText(tokenPolicy) },
            { head: "DESCRIPTION", cell: ({ description }) => description },
          ],
          "No teams: keywright teams create --name <name>",
        );
      }),
    );
}

function addGet(teams: Command, run: Run): void {
  teams
    .command("get <name>")
    .description("show a team")
    .addHelpText("after", examples(["keywright teams get web"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const team = await connection.api.getTeam({ params: { teamId: await teamId(connection, given) } });
        await cli.out.record(team, [
          ["Team", team.id],
          ["Name", team.name],
          ["Description", team.description],
          ["E-mail", team.email],
          ["Tokens may live", policyText(team.tokenPolicy)],
          ["Before they expire", noticesText(team.expiryNotices)],
          ["Created", dayOf(team.createdAt)],
        ]);
      }),
    );
}

interface CreateOptions extends WaitOption {
  readonly name: string;
  readonly description?: string;
  readonly email?: string;
  readonly owner?: string;
}

function addCreate(teams: Command, run: Run): void {
  teams
    .command("create")
    .description("create a team with its roles owner, admin and default")
    .requiredOption("--name <name>", "name, from which the id is made")
    .option("--description <text>", "what it is for")
    .option("--email <address>", "where it is reached")
    .option("--owner <address>", "invite this person as its first owner")
    .option(...WAIT)
    .addHelpText("after", examples(["keywright teams create --name Web --owner anna@example.com"]))
    .action(
      run(async (cli, options: CreateOptions) => {
        const { name, description, email, owner } = options;
        const { api } = await cli.connect();
        const body = { name, description, email, owner: owner === undefined ? undefined : { email: owner } };
        const created = await write(
          cli,
          options,
          (call) => api.createTeam({ body }, call),
          ({ id }) => `Created team ${id}`,
        );
        await showInvitation(cli, created, created);
      }),
    );
}

interface EditOptions extends PolicyOptions, NoticeOptions {
  readonly name?: string;
  readonly description?: string;
  readonly email?: string;
  readonly noticeConnection?: string;
}

function addEdit(teams: Command, run: Run): void {
  withNotices(withPolicy(teams.command("edit <name>")))
    .description("edit a team's name, description, address, token policy or notices")
    .option("--name <name>", "what it is called; the id stays")
    .option("--description <text>", "what it is for; empty for nothing")
    .option("--email <address>", "where it is reached; empty for nowhere")
    .option("--notice-connection <connection>", "a webhook that is told as well; empty for none")
    .addHelpText(
      "after",
      examples(
        ["keywright teams edit web --max-lifetime 90d"],
        ["keywright teams edit web --notice-days 14,3 --notice-connection ops-webhook"],
      ),
    )
    .action(
      run(async (cli, options: EditOptions, given: string) => {
        const { name, description, email } = options;
        const texts = { name, description: orNothing(description), email: orNothing(email) };
        requireChange(options);
        const connection = await cli.connect();
        const params = { teamId: await teamId(connection, given) };
        const body = {
          ...texts,
          tokenPolicy: policyFrom(options),
          expiryNotices: await noticesOf({ ...connection, inTeam: params }, options),
        };
        const edited = await connection.api.patchTeam({ params, body });
        cli.words.done(`Edited team ${edited.id}.`);
        await cli.out.result(edited);
      }),
    );
}

async function noticesOf(connection: Connection, options: EditOptions) {
  const { noticeConnection } = options;
  if (noticeConnection === undefined) return noticesFrom(options);
  const connectionId =
    noticeConnection === "" ? null : await usableConnectionId(connection, noticeConnection);
  return { ...noticesFrom(options), connectionId };
}

interface DeleteOptions extends WaitOption, YesOption {}

function addDelete(teams: Command, run: Run): void {
  teams
    .command("delete <name>")
    .description("delete a team with its projects and roles, and revoke its tokens")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples(["keywright teams delete web"]))
    .action(
      run(async (cli, options: DeleteOptions, given: string) => {
        const connection = await cli.connect();
        const id = await teamId(connection, given);
        const consequence = `Delete team ${id} with its projects, secrets and roles, and revoke all its tokens.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Delete", options.yes);
        const deleted = await write(
          cli,
          options,
          (call) => connection.api.deleteTeam({ params: { teamId: id } }, call),
          ({ revokedTokens }) => `Deleted team ${id} and revoked ${counted(revokedTokens, "token")}`,
        );
        await cli.out.result(deleted);
      }),
    );
}
