import { type Command, Option } from "commander";
import { notNegative } from "../../arguments/positive.ts";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { requireChange, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { orgId } from "./id.ts";
import { noticesFrom, type NoticeOptions, withNotices } from "../expiry-notices.ts";
import { policyFrom, type PolicyOptions, withPolicy } from "../token-policy.ts";

interface EditOptions extends PolicyOptions, NoticeOptions, WaitOption, YesOption {
  readonly name?: string;
  readonly deviceLogin?: "on" | "off";
  readonly personalTokensMax?: number;
  readonly suspend?: true;
  readonly resume?: true;
}

export function addEdit(orgs: Command, run: Run): void {
  withNotices(withPolicy(orgs.command("edit [name]")))
    .description("edit your own organization, or (operator) rename, suspend or resume another")
    .option("--name <name>", "what it is called; the id stays")
    .addOption(
      new Option("--device-login <choice>", "whether a code may log a command line in").choices([
        "on",
        "off",
      ]),
    )
    .option("--personal-tokens-max <count>", "how many tokens may belong to one member", notNegative)
    .option("--suspend", "refuse all its tokens and members (operator)")
    .addOption(new Option("--resume", "let it go on (operator)").conflicts("suspend"))
    .option(...WAIT)
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright orgs edit --max-lifetime 90d --without-expiry forbid"],
        ["keywright orgs edit --personal-tokens-max 10 --notice-days 14,3"],
        ["keywright orgs edit northwind --suspend --wait"],
      ),
    )
    .action(
      run((cli, options: EditOptions, given: string | undefined) =>
        given === undefined ? editOwn(cli, options) : editOther(cli, options, given),
      ),
    );
}

async function editOwn(cli: Cli, options: EditOptions): Promise<void> {
  const { name, deviceLogin, personalTokensMax, suspend, resume } = options;
  if (suspend || resume)
    throw new Failure(EXIT.usage, "Say which organization: your own cannot be suspended.");
  const body = requireChange({
    name,
    tokenPolicy: policyFrom(options),
    deviceLogin: deviceLogin === undefined ? undefined : deviceLogin === "on",
    personalTokensMax,
    expiryNotices: noticesFrom(options),
  });
  const { api } = await cli.connect();
  const edited = await api.patchOwnOrg({ body });
  cli.words.done(`Edited organization ${edited.id}.`);
  await cli.out.result(edited);
}

async function editOther(cli: Cli, options: EditOptions, given: string): Promise<void> {
  const { name, suspend, resume, deviceLogin, personalTokensMax } = options;
  const ofItsOwn = [policyFrom(options), noticesFrom(options), deviceLogin, personalTokensMax];
  if (ofItsOwn.some((setting) => setting !== undefined))
    throw new Failure(EXIT.usage, "The policies of an organization are for its own administrators to edit.");
  const suspended = suspend ? true : resume ? false : undefined;
  const body = requireChange({ name, suspended });
  const connection = await cli.connect();
  const id = await orgId(connection, given);
  if (suspend) {
    const consequence = `Suspend organization ${id}. All its tokens and members are refused until it is resumed.`;
    await cli.ask.confirm(consequence, "Suspend", options.yes);
  }
  const edited = await write(
    cli,
    options,
    (call) => connection.api.patchOrg({ params: { orgId: id }, body }, call),
    () => (suspend ? `Suspended organization ${id}` : `Edited organization ${id}`),
  );
  await cli.out.result(edited);
}
