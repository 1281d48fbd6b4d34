import type { AddCommand, Cli } from "../cli.ts";
import { choose } from "../context/chosen.ts";
import type { Finding } from "../doctor/checks.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import type { Style } from "../output/colours.ts";
import type { Column } from "../output/table.ts";

const MARKS = { ok: "✓", note: "·", problem: "✗" } as const;
const STYLES: Readonly<Record<Finding["level"], Style>> = { ok: "green", note: "yellow", problem: "red" };

const COLUMNS: readonly Column<Finding>[] = [
  { head: "", cell: ({ level }) => MARKS[level], style: ({ level }) => STYLES[level] },
  { head: "CHECK", cell: ({ check }) => check },
  { head: "FOUND", cell: ({ says }) => says },
];

export const addDoctor: AddCommand = (program, run) => {
  program
    .command("doctor")
    .description("check server, clock, versions, token and this machine")
    .addHelpText("after", examples(["keywright doctor"], ["keywright doctor --context acme --json"]))
    .addHelpText("after", "\nThe exit code is 10 when there is a problem.")
    .action(run(doctor));
};

async function doctor(cli: Cli): Promise<void> {
  const findings = await examine(cli);
  await cli.out.list(findings, COLUMNS, "");
  const problems = findings.filter(({ level }) => level === "problem");
  for (const { check, advice } of findings) if (advice) cli.words.note(`${check}: ${advice}`);
  if (problems.length > 0) cli.endWith(EXIT.no);
  else cli.words.done("No problems found.");
}

async function examine({ options }: Cli): Promise<readonly Finding[]> {
  const [{ checkMachine }, { checkServer }, { checkToken }] = await Promise.all([
    import("../doctor/machine.ts"),
    import("../doctor/server.ts"),
    import("../doctor/token.ts"),
  ]);
  const machine = await checkMachine();
  try {
    const patient = { chosen: await choose(options, process.env), options };
    const server = await checkServer(patient);
    // Of a server that does not answer, there is nothing more to learn.
    return [...server, ...(server.length > 1 ? await checkToken(patient) : []), ...machine];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [
      { check: "login", level: "problem", says: error.message, advice: error.more.join(" ") },
      ...machine,
    ];
  }
}
