import { createClient } from "@keywright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cli, type Ended, newCli } from "./cli.ts";
import { ALLOW_PRIVATE } from "./connected.ts";
import { issueThroughItself } from "./issued-elsewhere.ts";
import { firstPerson } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const params = { teamId: "web" };

let service: Service;
let cli: Cli;
/** All that was printed beside values. */
let printed = "";

beforeAll(async () => {
  service = await startService(ALLOW_PRIVATE);
  const { client } = await firstPerson(service);
  await issueThroughItself(service, client);
  const body = { name: "ada", roleId: "owner", lifetimeSeconds: 3600 };
  const { token } = await client.issueToken({ params, body });
  cli = await newCli({ KEYWRIGHT_URL: service.url, KEYWRIGHT_TOKEN: token });
});
afterAll(async () => {
  await cli.close();
  await service.stop();
});

async function external(...args: string[]): Promise<Ended> {
  const end = await cli.run(["external-tokens", ...args]);
  printed += end.stderr;
  return end;
}
const works = (token: string) =>
  createClient({ url: service.url, token })
    .login()
    .then(
      () => "works",
      (error: { code?: string }) => error.code,
    );

const ISSUE = ["issue", "--through", "staging", "--name", "nightly"];

test("what the platform does not make is refused, and nothing is printed as a value", async () => {
  for (const [code, says, args] of [
    [7, /spec\.roleId/, ISSUE],
    [5, /no connection named nowhere/, ["issue", "--through", "nowhere", "--name", "x"]],
    [7, /Could not issue a token/, [...ISSUE, "--spec", "roleId=nowhere"]],
    [2, /--yes/, ["revoke", "staging deploys"]],
    [2, /is a time/, ["rotate", "staging deploys", "--overlap", "never"]],
  ] as const) {
    const end = await external(...args);
    expect(end, args.join(" ")).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(says) });
  }
});

test("a token is made from what the platform lists, rotated and revoked; each value is alone on standard output", async () => {
  const choices = await external("choices", "staging", "roleId");
  expect(choices.stdout).toMatch(/staging-deploys +Staging deploys/);
  const issued = await external(...ISSUE, "--spec", "roleId=staging-deploys", "--expires", "1d");
  expect(issued).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("token of the role staging-deploys"),
  });
  const first = issued.stdout.trim();
  expect(await works(first)).toBe("works");

  const rotated = await external("rotate", "nightly", "--yes");
  const second = rotated.stdout.trim();
  expect(await works(second)).toBe("works");
  await expect.poll(() => works(first), { timeout: 20_000 }).toBe("revoked");

  const shown = await external("get", "nightly");
  expect(shown.stdout).toMatch(/Through +staging/);
  expect(await external("revoke", "nightly", "--yes")).toMatchObject({ code: 0 });
  expect(await works(second)).toBe("revoked");
  expect((await external("list")).stdout).not.toContain("nightly");
  expect((await external("list", "--all", "--search", "nightly")).stdout).toMatch(/nightly.*revoked/);
  for (const value of [first, second]) expect(printed + shown.stdout).not.toContain(value);
});
