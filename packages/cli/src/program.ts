import { Command } from "commander";
import { type AddCommand, runWith } from "./cli.ts";
import { addApi } from "./commands/api.ts";
import { addApply } from "./commands/apply.ts";
import { addAudit } from "./commands/audit/add.ts";
import { addCiLogin } from "./commands/ci-login.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConnections } from "./commands/connections/add.ts";
import { addContext } from "./commands/context.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addExport } from "./commands/export.ts";
import { addExternalTokens } from "./commands/external-tokens/add.ts";
import { addKeys } from "./commands/keys.ts";
import { addLogin } from "./commands/login.ts";
import { addLogout } from "./commands/logout.ts";
import { addMembers } from "./commands/members/add.ts";
import { addOrgs } from "./commands/orgs/add.ts";
import { addPermissions } from "./commands/permissions.ts";
import { addProjects } from "./commands/projects.ts";
import { addOrgRoles, addRoles } from "./commands/roles/add.ts";
import { addSecrets } from "./commands/secrets/add.ts";
import { addServe } from "./commands/serve.ts";
import { addSyncs } from "./commands/syncs/add.ts";
import { addTeams } from "./commands/teams.ts";
import { addTokens } from "./commands/tokens/add.ts";
import { addTrustRules } from "./commands/trust-rules/add.ts";
import { addUsage } from "./commands/usage.ts";
import { addVerifiers } from "./commands/verifiers.ts";
import { addVerify } from "./commands/verify.ts";
import { addWhoami } from "./commands/whoami.ts";
import { addGlobalOptions } from "./global-options.ts";
import { examples } from "./help.ts";
import type { Interruption } from "./interruption.ts";
import { VERSION } from "./version.ts";

const LAST_GROUP = "Anything else";

/** In the order of the help. */
const GROUPS: Readonly<Record<string, readonly AddCommand[]>> = {
  "Who you are": [addLogin, addLogout, addContext, addWhoami, addCiLogin],
  "Who may do what": [addTokens, addKeys, addRoles, addOrgRoles, addMembers, addTrustRules, addPermissions],
  "What there is": [addOrgs, addTeams, addProjects, addSecrets],
  "What goes elsewhere": [addConnections, addSyncs, addExternalTokens],
  "What happens": [addAudit, addUsage, addVerifiers],
  "As a file": [addApply, addExport],
  [LAST_GROUP]: [addVerify, addApi, addDoctor, addServe, addCompletion],
};

export function createProgram(interruption: Interruption): Command {
  const program = new Command("keywright")
    .description("Roles and API tokens for your platform, from the command line.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show the help of a command")
    .addHelpCommand(helpCommand())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (message, write) => write(withMark(message)) })
    .showHelpAfterError("  See keywright --help")
    .exitOverride();
  addGlobalOptions(program);
  program.addHelpText(
    "after",
    examples(
      ["keywright login --url https://keywright.example.com"],
      ["keywright tokens issue --role ci-deploy --name github-main --expires 30d"],
      ["keywright tokens list --json | jq -r '.[].name'"],
    ),
  );
  const run = runWith(interruption);
  for (const [heading, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const add of commands) add(program, run);
  }
  for (const command of program.commands) finish(command, `keywright ${command.name()}`);
  return program;
}

/** Below the top `--help` alone explains, and what went wrong points there. */
function finish(command: Command, name: string): void {
  command.helpCommand(false).showHelpAfterError(`  See ${name} --help`);
  for (const sub of command.commands) finish(sub, `${name} ${sub.name()}`);
}

function helpCommand(): Command {
  return new Command("help")
    .argument("[command]", "the command")
    .description("show the help of a command")
    .helpGroup(LAST_GROUP);
}

/** Commander's `error: unknown command 'tokns'`, as all our failures look. */
function withMark(message: string): string {
  return message
    .replace(/^error: (.)/, (_, first: string) => `✗ ${first.toUpperCase()}`)
    .replace(/\n\((Did you mean .*)\)/, "\n  $1");
}
