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
import { showValue } from "./value.ts";

interface IssueOptions extends LevelOption {
  readonly role: string;
  readonly name: string;
  readonly expires: Expiry;
  readonly description?: string;
  readonly owner?: "member" | "team";
  readonly member?: string;
  readonly exposure?: "secret" | "publishable";
  readonly permission?: string[];
  readonly project?: string[];
  readonly environment?: string[];
  readonly allowIp?: string[];
  readonly allowOrigin?: string[];
}

const USUAL_EXPIRY = "30d";

export function addIssue(tokens: Command, run: Run): void {
  withLevel(tokens.command("issue"))
    .description("issue a token from a role; its value is printed alone, a secret one once")
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
    .addOption(
      new Option("--exposure <exposure>", "publishable: safe in a browser, and can be shown again").choices([
        "secret",
        "publishable",
      ]),
    )
    .option("--permission <permission>", "narrow it to this; may be given several times", collect)
    .option("--project <project>", "narrow it to this project; may be given several times", collect)
    .option("--environment <name>", "narrow it to this environment; may be given several times", collect)
    .option("--allow-ip <range>", "narrow it to this address or range; may be given several times", collect)
    .option(
      "--allow-origin <website>",
      "narrow a publishable one to pages of this website; may be given several times",
      collect,
    )
    .addHelpText(
      "after",
      examples(
        ["keywright tokens issue --role ci-deploy --name github-main --expires 30d"],
        ["keywright tokens issue --role ci-deploy --name nightly --project web-shop --output ./token"],
        ["keywright tokens issue --role reader --name metrics | gh secret set KEYWRIGHT_TOKEN"],
        [
          "keywright tokens issue --role page --name shop --exposure publishable " +
            "--environment production --allow-origin https://shop.example.com",
          "for a page in the browser",
        ],
      ),
    )
    .action(run(issue));
}

async function issue(cli: Cli, options: IssueOptions): Promise<void> {
  const connection = await cli.connect();
  const at = tokensAt(connection, options);
  const among = async () => (await at.issuableRoles()).roles;
  const roleId = await idOf(options.role, { noun: "role", isId: SLUG, among });
  const { name, description, owner, member, exposure, expires } = options;
  const issued = await at.issue({
    name,
    roleId,
    description,
    owner,
    memberId: member && (await memberId(member, membersAt(connection, options).list)),
    ...(exposure && { exposure }),
    narrowing: narrowingFrom(options),
    ...expires,
  });
  const reach = await reachOf(connection, options, issued);
  cli.words.done(`Issued ${issued.name} from role ${roleId}${reach} · ${expiryWords(issued)}`);
  await showValue(cli, issued, issued);
}

function narrowingFrom({ permission, project, environment, allowIp, allowOrigin }: IssueOptions) {
  const narrowing = {
    permissions: permission,
    projects: project,
    environments: environment,
    allowedIps: allowIp,
    allowedOrigins: allowOrigin,
  };
  return Object.values(narrowing).some(Boolean) ? narrowing : undefined;
}
