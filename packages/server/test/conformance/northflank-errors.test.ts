import { NorthflankApiCallError } from "@northflank/js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { contextsOf, lenientNorthflankClient, northflankClient, TEAM } from "./northflank-client.ts";

let kw: TestService;
let token: string;
beforeAll(async () => {
  kw = await startTestService();
  ({ token } = await kw.operator.issueToken({ params: TEAM, body: { name: "nf", roleId: "admin" } }));
});
afterAll(() => kw.close());

async function errorOf(call: Promise<unknown>): Promise<NorthflankApiCallError> {
  const error = await call.then(
    () => "no error",
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NorthflankApiCallError);
  return error as NorthflankApiCallError;
}

describe("errors reach the client's users with status, id, message and details", () => {
  test("400 names every field that is wrong", async () => {
    const data = { name: "", color: "red", colour: "red" };
    const error = await errorOf(northflankClient(kw.url, token).create.project({ data }));
    expect(error).toMatchObject({
      name: "NorthflankApiCallError",
      status: 400,
      id: "validation_failed",
      message: expect.stringContaining("must not be empty"),
    });
    expect(error.details).toEqual({
      name: expect.arrayContaining(["must not be empty"]),
      color: ["must be a colour like #4f46e5"],
      colour: ["is not a field here"],
    });
  });

  test("401 for a token that is none, and for no token at all", async () => {
    expect(await errorOf(northflankClient(kw.url, "nonsense").list.projects({}))).toMatchObject({
      status: 401,
      id: "malformed",
      message: "The token is malformed.",
    });
    // The client writes `Bearer ` and nothing behind it.
    expect(await errorOf(northflankClient(kw.url, "").list.projects({}))).toMatchObject({ status: 401 });
  });

  test("404 for what does not exist", async () => {
    const call = northflankClient(kw.url, token).get.project({ parameters: { projectId: "nowhere" } });
    expect(await errorOf(call)).toMatchObject({ status: 404, id: "not_found", message: "Not found." });
  });

  test("409 for a name that is taken, by field", async () => {
    const nf = northflankClient(kw.url, token);
    const data = { name: "Taken" };
    await nf.create.project({ data });
    const error = await errorOf(nf.create.project({ data }));
    expect(error).toMatchObject({ status: 409, id: "slug_taken" });
    expect(error.details).toEqual({ name: [error.message] });
  });

  test("400 for what the platform has and we do not: it is named, never silently dropped", async () => {
    const nf = northflankClient(kw.url, token);
    const parameters = { projectId: "bare" };
    await nf.create.project({ data: { name: "bare" } });
    await nf.create.secret({ parameters, data: { name: "bare", secretType: "environment", priority: 1 } });
    const group = { ...parameters, secretId: "bare" };
    const notHere = ["is not a field here"];
    for (const [call, details] of [
      [nf.patch.project({ parameters, data: { networking: {} } }), { networking: notHere }],
      [nf.patch.secret({ parameters: group, data: { type: "config" } }), { type: notHere }],
      [nf.patch.secret({ parameters: group, data: { stageId: "live" } }), { stageId: notHere }],
      [
        nf.update.secret({ parameters: group, data: { addonDependencies: [] } }),
        { addonDependencies: notHere },
      ],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toMatchObject({ status: 400, id: "validation_failed" });
      expect(error.details).toEqual(details);
    }
  });

  test("the same error stands beside the data for users who do not let it throw", async () => {
    const nf = lenientNorthflankClient(kw.url, token);
    const answer = await nf.get.project({ parameters: { projectId: "nowhere" } });
    expect(answer.data).toBeUndefined();
    expect(answer.error).toEqual({ status: 404, id: "not_found", message: "Not found.", details: undefined });
    const all = await nf.list.secrets.all({ parameters: { projectId: "nowhere" } });
    expect(all).toMatchObject({ error: { status: 404 } });
  });
});

describe("getTokenScope reads from the token itself", () => {
  test("team for a token of a team, org for one of the organization", async () => {
    const org = await kw.operator.issueOrgToken({ body: { name: "nf", roleId: "owner" } });
    expect(contextsOf(kw.url, token).getTokenScope()).toBe("team");
    expect(contextsOf(kw.url, org.token).getTokenScope()).toBe("org");
  });

  test("platform for the operator's", () => {
    expect(contextsOf(kw.url, kw.operatorToken).getTokenScope()).toBe("platform");
  });
});
