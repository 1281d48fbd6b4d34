import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CiIssuer, startCiIssuer } from "../packages/server/test/ci-issuer.ts";
import { type Cli, newCli } from "./cli.ts";
import { type GithubActions, startGithubActions } from "./github-actions.ts";
import { firstPerson, type Person } from "./person-client.ts";
import { type Service, startService } from "./service.ts";

const OURS = { sub: "job", repository_id: "4711", repository: "northwind/web" };

let service: Service;
let person: Person;
let ci: CiIssuer;
let github: GithubActions;
let cli: Cli;
let trustRule: string;
beforeAll(async () => {
  [service, ci] = await Promise.all([startService(), startCiIssuer()]);
  github = await startGithubActions(ci);
  person = await firstPerson(service);
  const rule = await person.client.createTrustRule({
    params: { teamId: "web" },
    body: {
      name: "web-deploy",
      issuer: ci.issuer,
      audience: service.url,
      claims: [{ claim: "repository_id", equals: [OURS.repository_id] }],
      roleId: "default",
    },
  });
  trustRule = rule.id;
  cli = await newCli({ KEYWRIGHT_URL: service.url });
});
afterAll(async () => {
  await cli.close();
  github.close();
  await Promise.all([service.stop(), ci.close()]);
});

const ciLogin = (env: Readonly<Record<string, string>>, ...more: string[]) =>
  cli.run(["ci-login", "--trust-rule", trustRule, ...more], { env });

describe("a job", () => {
  test("of GitHub Actions is logged in without any secret, and its token is masked in the log", async () => {
    const end = await ciLogin(github.job(OURS));
    expect(end).toMatchObject({ code: 0, stdout: "" });
    expect(end.stderr).toMatch(/^::add-mask::eyJ\S+\n✓ Logged in to northwind \/ web with role default/);
    const me = await cli.run(["whoami", "--json"]);
    expect(JSON.parse(me.stdout)).toMatchObject({ principal: { team: "web", role: "default" } });
    expect(await cli.run(["logout"])).toMatchObject({ code: 0 });
  });

  test("of GitLab gives its token in a variable, and gets ours on standard output alone", async () => {
    const env = { GITLAB_CI: "true", KW_ID_TOKEN: await ci.sign({ aud: service.url, ...OURS }) };
    const advice = await ciLogin(env);
    expect(advice).toMatchObject({ code: 2, stderr: expect.stringContaining("--token-env") });
    const end = await ciLogin(env, "--token-env", "KW_ID_TOKEN", "--print");
    expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/^eyJ\S+\n$/), stderr: "" });
    const me = await cli.run(["whoami"], { env: { KEYWRIGHT_TOKEN: end.stdout.trim() } });
    expect(me).toMatchObject({ code: 0 });
    expect(await cli.run(["context", "list"])).toMatchObject({ stdout: "" });
  });

  test("of any other system gives its token on standard input", async () => {
    const args = ["ci-login", "--trust-rule", trustRule, "--print"];
    expect(await cli.run(args, { stdin: await ci.sign({ aud: service.url, ...OURS }) })).toMatchObject({
      code: 0,
    });
  });

  test.each([
    ["of another repository", [], { ...OURS, repository_id: "4712" }, /repository_id/],
    ["with a token for others", ["--audience", "https://elsewhere.example"], OURS, /audience/],
  ])("%s is refused, with the reason, and nothing is kept", async (_, given, claims, reason) => {
    const end = await ciLogin(github.job(claims), ...given);
    expect(end).toMatchObject({ code: 3, stdout: "", stderr: expect.stringMatching(reason) });
    expect(await cli.run(["whoami"])).toMatchObject({ code: 3 });
  });

  test("that may not ask for a token is told which permission it lacks", async () => {
    const end = await ciLogin({ GITHUB_ACTIONS: "true" });
    expect(end).toMatchObject({ code: 2, stderr: expect.stringContaining("id-token: write") });
  });
});
