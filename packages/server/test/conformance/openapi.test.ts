import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { createRecorder, type Exchange, type Recorder } from "./recorder.ts";
import { readServedDocument, type ServedDocument } from "./served-document.ts";
import { walkInstallation, walkVerification } from "./walk-installation.ts";
import { walkLogins } from "./walk-logins.ts";
import { walkPeople } from "./walk-people.ts";
import { walkRefusals } from "./walk-refusals.ts";
import { walkSso } from "./walk-sso.ts";
import { walkTeam } from "./walk-team.ts";

let kw: TestService;
let recorder: Recorder;
let document: ServedDocument;
let refusalsThatDidNotCome: string[];

beforeAll(async () => {
  kw = await startTestService();
  recorder = createRecorder(kw.url);
  document = await readServedDocument(kw.url);
  const operator = recorder.client(kw.operatorToken);
  await walkInstallation(operator);
  await walkTeam(operator, { teamId: "acme" });
  const { token } = await kw.operator.issueToken({
    params: { teamId: "bare" },
    body: { name: "implied", roleId: "admin" },
  });
  await walkTeam(recorder.client(token), {});
  await walkVerification(operator, token);
  const service = { recorder, url: kw.url, operator, operatorToken: kw.operatorToken };
  await walkPeople(kw, recorder);
  await walkLogins(kw, recorder);
  await walkSso(operator, recorder);
  refusalsThatDidNotCome = await walkRefusals(service);
}, 120_000);
afterAll(() => kw.close());

const name = ({ method, path, status }: Exchange) => `${method} ${path} ${status}`;
const succeeded = () => recorder.exchanges.filter(({ status }) => status === 200);

/** `GET /v1/projects 200: what is wrong`, once each. */
function complaints(exchanges: readonly Exchange[], errorsOf: (exchange: Exchange) => string[]): string[] {
  return [
    ...new Set(
      exchanges.flatMap((exchange) => errorsOf(exchange).map((error) => `${name(exchange)}: ${error}`)),
    ),
  ];
}

test("the document's schemas are JSON Schemas of the dialect that OpenAPI 3.1 names", () => {
  expect(document.schemaErrors()).toEqual([]);
});

test("the walk meets every operation of the document, at each of its paths, with success", () => {
  const met = new Set(succeeded().map((exchange) => document.operationOf(exchange)));
  expect(document.operations.filter((operation) => !met.has(operation))).toEqual([]);
  expect(document.operations.length).toBeGreaterThan(100);
});

test("the walk meets a refusal of every kind", () => {
  expect(refusalsThatDidNotCome).toEqual([]);
});

test("every answer is as the document says: status, media type, headers, code, and no field beyond it", () => {
  expect(complaints(recorder.exchanges, document.answerErrors)).toEqual([]);
});

test("every body that was accepted is one that the document allows", () => {
  expect(complaints(succeeded(), document.bodyErrors)).toEqual([]);
});
