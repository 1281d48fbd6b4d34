import { execFile } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cli, command, newCli } from "./cli.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";
import { atTerminal, CTRL_C, ENTER } from "../packages/cli/test/terminal.ts";

/** Of a server on an empty folder, on a machine that is busy with other tests. */
const SERVER_START_MAX_MS = 240_000;
const UPDATE = "project:projects:manage:update";

let service: Service;
let person: Person;
let cli: Cli;
beforeAll(async () => {
  service = await startService();
  person = await firstPerson(service);
  const body = { name: "ada", roleId: "owner", lifetimeSeconds: 3600 };
  const { token } = await person.client.issueOrgToken({ body });
  cli = await newCli({ KEYWRIGHT_URL: service.url, KEYWRIGHT_TOKEN: token });
});
afterAll(async () => {
  await cli.close();
  await service.stop();
});

describe("verify", () => {
  let token: string;
  beforeAll(async () => {
    const { client } = person;
    const params = { teamId: "web" };
    for (const name of ["web-shop", "back-office"]) await client.createProject({ params, body: { name } });
    const permissions = { projectScope: [UPDATE] };
    const restrictions = { enabled: true, projects: ["web-shop"] };
    await client.createRole({ params, body: { name: "ci-deploy", permissions, restrictions } });
    await client.createRole({ params, body: { name: "release-manager", permissions } });
    const body = { name: "github-main", roleId: "ci-deploy", owner: "team" } as const;
    ({ token } = await client.issueToken({ params, body }));
  });
  const verify = (project: string, permission = UPDATE, ...more: string[]) =>
    cli.run(["verify", "--team", "web", "--permission", permission, "--project", project, ...more], {
      stdin: token,
    });

  test("says no in words: what the token reaches, and the role that would do", async () => {
    expect(await verify("back-office")).toEqual({
      code: 10,
      stdout: "",
      stderr: [
        "✗ Not allowed: project_restricted",
        "  The token's role ci-deploy reaches projects: web-shop.",
        "  A role that would allow it: release-manager (you may use it).",
        "",
      ].join("\n"),
    });
    const lacking = await verify("web-shop", "project:projects:manage:delete");
    expect(lacking.stderr).toMatch(/permission_missing\n.*ci-deploy lacks Project > Projects > .*Delete\./);
  });

  test("says yes, and to machines the whole verdict", async () => {
    const yes = await verify("web-shop", UPDATE, "--json");
    expect(yes).toMatchObject({ code: 0, stderr: expect.stringContaining(`✓ Allowed: ${UPDATE}`) });
    expect(JSON.parse(yes.stdout)).toMatchObject({ allowed: true, principal: { role: "ci-deploy" } });
  });

  test("takes no token from the command line, where others see it", async () => {
    const end = await cli.run(["verify", token, "--permission", UPDATE]);
    expect(end).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("standard input") });
    expect(end.stderr).not.toContain(token);
  });

  test("asks a person for it, without showing it", async () => {
    const terminal = atTerminal(cli, [
      "verify",
      "--team",
      "web",
      "--permission",
      UPDATE,
      "--project",
      "web-shop",
    ]);
    await terminal.shows(/Token/);
    terminal.type(`${token}${ENTER}`);
    const { code, screen } = await terminal.ended;
    expect({ code, screen }).toMatchObject({ code: 0, screen: expect.stringContaining("Allowed") });
    expect(screen).not.toContain(token.slice(0, 40));
    const stopped = atTerminal(cli, ["verify", "--permission", UPDATE]);
    await stopped.shows(/Token/);
    stopped.type(CTRL_C);
    expect(await stopped.ended).toMatchObject({ code: 130 });
  });
});

describe("api", () => {
  test("alone, lists every operation", async () => {
    const { stdout } = await cli.run(["api"]);
    expect(stdout).toMatch(/^OPERATION +DOES\n/);
    expect(stdout).toMatch(/^issueToken +Issue an API token/m);
  });

  test("gets every page of a list with --all, and one without", async () => {
    const args = ["api", "listProjects", "teamId=web", "per_page=1"];
    const page = JSON.parse((await cli.run(args)).stdout);
    expect(page).toMatchObject({ projects: [{}], pagination: { hasNextPage: true } });
    expect(JSON.parse((await cli.run([...args, "--all"])).stdout)).toHaveLength(2);
  });

  test("sends JSON from standard input, and writes what is answered where it is told to", async () => {
    const stdin = JSON.stringify({ name: "Mobile" });
    const file = join(cli.home, "team.json");
    expect(await cli.run(["api", "createTeam", "--output", file], { stdin })).toMatchObject({
      code: 0,
      stdout: "",
    });
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ id: "mobile" });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await cli.run(["api", "createTeam"], { stdin });
    expect(again).toMatchObject({ code: 6, stdout: "", stderr: expect.stringContaining("slug_taken") });
    const wrong = await cli.run(["api", "createTeam"], { stdin: JSON.stringify({ nome: "x" }) });
    expect(wrong).toMatchObject({ code: 7, stderr: expect.stringContaining("name: ") });
    expect(await cli.run(["api", "createTeam"], { stdin: "{" })).toMatchObject({ code: 2 });
  });

  test("passes on a file as it comes", async () => {
    const { code, stdout } = await cli.run(["api", "exportOrgAuditEvents", "format=csv"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toContain(",action,");
  });

  test("says which parameters there are", async () => {
    const unknown = await cli.run(["api", "listProjects", "pr_page=1"]);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean per_page?") });
    const missing = await cli.run(["api", "getTeam"]);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("needs teamId=") });
  });
});

test.each([
  ["Ctrl-C", CTRL_C],
  ["the answer that is chosen beforehand", ENTER],
])("what cannot be undone is asked about, and %s leaves it as it is", async (_, key) => {
  const terminal = atTerminal(cli, ["projects", "delete", "back-office", "--team", "web"]);
  await terminal.shows(/Leave it/);
  terminal.type(key);
  expect(await terminal.ended).toMatchObject({ code: 130 });
  const asked = await cli.run(["projects", "delete", "back-office", "--team", "web"]);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
  expect(await cli.run(["projects", "get", "back-office", "--team", "web"])).toMatchObject({ code: 0 });
});

test("doctor finds nothing wrong where all is well", async () => {
  const end = await cli.run(["doctor", "--json"]);
  const found = Object.fromEntries(
    (JSON.parse(end.stdout) as { check: string; level: string }[]).map(({ check, level }) => [check, level]),
  );
  expect(end.code).toBe(0);
  expect(found).toMatchObject({ server: "ok", readiness: "ok", clock: "ok", version: "ok", token: "ok" });
});

test.each(["bash", "zsh", "fish"] as const)("%s loads what completes our commands", async (shell) => {
  const script = await cli.run(["completion", shell]);
  expect(script).toMatchObject({ code: 0, stderr: "" });
  const installed = await hasShell(shell);
  // Where a shell is not installed, that it is printed is all there is to see.
  if (!installed) return;
  const folder = join(cli.home, "bin");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "keywright"), `#!/bin/sh\nexec "${command.join('" "')}" "$@"\n`, {
    mode: 0o755,
  });
  const file = join(cli.home, `keywright.${shell}`);
  await writeFile(file, script.stdout);
  const env = { ...cli.env, PATH: `${folder}:${cli.env["PATH"]}` };
  const { stdout, stderr } = await promisify(execFile)(shell, ["-c", COMPLETING[shell](file)], { env });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/whoami/), stderr: "" });
});

/** What pressing TAB behind `keywright who` does, twice loaded as after a change. */
const COMPLETING = {
  bash: (file: string) =>
    `source ${file}; source ${file}; COMP_WORDS=(keywright who); COMP_CWORD=1; _keywright; echo "\${COMPREPLY[@]}"`,
  zsh: (file: string) =>
    `autoload -U compinit; compinit -u; source ${file}; which _keywright; keywright complete -- who`,
  fish: (file: string) => `source ${file}; complete --do-complete "keywright who"`,
};

async function hasShell(shell: string): Promise<boolean> {
  return promisify(execFile)(shell, ["-c", "true"]).then(
    () => true,
    () => false,
  );
}

test(
  "serve starts the server with its own settings, and ends it in good order",
  { timeout: SERVER_START_MAX_MS },
  async () => {
    const env = { KEYWRIGHT_PORT: "0", KEYWRIGHT_DATA_DIR: join(cli.home, "data") };
    const wrong = await cli.run(["serve"], { env: { ...env, KEYWRIGHT_PORT: "eighty" } });
    expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining("KEYWRIGHT_PORT") });
    const running = cli.start(["serve"], { env });
    let stdout = "";
    await new Promise<void>((resolve) => {
      running.child.stdout.on("data", (text: string) => {
        stdout += text;
        if (stdout.includes("is ready on")) resolve();
      });
    });
    running.child.kill("SIGTERM");
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("✗") });
  },
);
