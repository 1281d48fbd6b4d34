import type { Api, DataOf } from "@keywright/contract";
import { type Command, Option } from "commander";
import { collect } from "../../arguments/collect.ts";
import { expiry, type Expiry } from "../../arguments/expiry.ts";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { idOf, SLUG } from "../../named.ts";
import { membersAt } from "../members/at.ts";
import { memberId } from "../members/shown.ts";
import { tokensAt } from "./at.ts";
import { reachOf } from "./reach.ts";
import { expiryWords } from "./shown.ts";

interface IssueOptions extends LevelOption {
  readonly role: string;
  readonly name: string;
  readonly expires: Expiry;
  readonly description?: string;
  readonly owner?: "member" | "team";
  readonly member?: string;
  readonly publishable?: true;
  readonly permission?: string[];
  readonly project?: string[];
  readonly environment?: string[];
  readonly allowIp?: string[];
}

const USUAL_EXPIRY = "30d";

export function addIssue(tokens: Command, run: Run): void {
  withLevel(tokens.command("issue"))
    .description("issue a token from a role; its value is printed once, alone")
    .requiredOption("--role <role>", "the role it is made from")
    .requiredOption("--name <name>", "what it is called")
    .addOption(
      new Option("--expires <time>", "30d, 12h, never, or a day such as 2026-12-31")
        .argParser(expiry)
        .default(expiry(USUAL_EXPIRY), USUAL_EXPIRY),
    )
    .option("--description <text>", "what it is for")
    .addOption(
      new Option("--owner <owner>", "member: it ends with their hold on the role").choices([
        "member",
        "team",
      ]),
    )
    .option("--member <member>", "the member who owns it, by e-mail address, name or id")
    .option("--publishable", "its value is no secret and may be shown again")
    .option("--permission <permission>", "narrow it to this; may be given several times", collect)
    .option("--project <project>", "narrow it to this project; may be given several times", collect)
    .option("--environment <name>", "narrow it to this environment; may be given several times", collect)
    .option("--allow-ip <range>", "narrow it to this address or range; may be given several times", collect)
    .addHelpText(
      "after",
      examples(
        ["keywright tokens issue --role ci-deploy --name github-main --expires 30d"],
        ["keywright tokens issue --role ci-deploy --name nightly --project web-shop --output ./token"],
        ["keywright tokens issue --role reader --name metrics | gh secret set KEYWRIGHT_TOKEN"],
      ),
    )
    .action(run(issue));
}

async function issue(cli: Cli, options: IssueOptions): Promise<void> {
  const connection = await cli.connect();
  const at = tokensAt(connection, options);
  const among = async () => (await at.issuableRoles()).roles;
  const roleId = await idOf(options.role, { noun: "role", isId: SLUG, among });
  const { name, description, owner, member, publishable, expires } = options;
  const issued = await at.issue({
    name,
    roleId,
    description,
    owner,
    memberId: member && (await memberId(member, membersAt(connection, options).list)),
    ...(publishable && { exposure: "publishable" }),
    narrowing: narrowingFrom(options),
    ...expires,
  });
  const reach = await reachOf(connection, options, issued);
  cli.words.done(`Issued ${issued.name} from role ${roleId}${reach} · ${expiryWords(issued)}`);
  await showValue(cli, issued);
}

/** Alone on standard output, so that it can go straight to where it is needed. */
export async function showValue(
  cli: Cli,
  issued: DataOf<Api["issueToken"]> | DataOf<Api["rotateToken"]>,
): Promise<void> {
  await cli.out.text(issued.token, issued);
  const again = "exposure" in issued && issued.exposure === "publishable";
  if (!again) cli.words.note("It will not be shown again.");
}

function narrowingFrom({ permission, project, environment, allowIp }: IssueOptions) {
  const narrowing = {
    permissions: permission,
    projects: project,
    environments: environment,
    allowedIps: allowIp,
  };
  return Object.values(narrowing).some(Boolean) ? narrowing : undefined;
}
