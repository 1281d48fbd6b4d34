import { afterAll, beforeAll, expect, test } from "vitest";
import { READ_VALUES } from "../installation.test-support.ts";
import { type LiveVerifier, startLiveVerifier } from "./live-verifier.test-support.ts";
import { createGuard } from "./web.ts";

let live: LiveVerifier;
beforeAll(async () => {
  live = await startLiveVerifier();
});
afterAll(() => live.verifier.close());

async function request(): Promise<Request> {
  const headers = { authorization: `Bearer ${await live.token()}` };
  return new Request("https://api.example/values", { headers });
}

test("an answer that cannot be changed names what the route accepts all the same, and is otherwise the same", async () => {
  const redirect = () => Response.redirect("https://api.example/elsewhere");
  expect(() => redirect().headers.set("a", "b")).toThrow(TypeError);
  const response = await createGuard(live.verifier).protect(READ_VALUES, {}, redirect)(await request());
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toBe("https://api.example/elsewhere");
  expect(response.headers.get("x-accepted-permissions")).toBe(READ_VALUES);
});

test.each<[string, (project: string) => [Request, unknown]]>([
  [
    "beside the request, as Next has them",
    (project) => [{} as Request, { params: Promise.resolve({ project }) }],
  ],
  [
    "on the request, as Bun has them",
    (project) => [{ params: { project } } as unknown as Request, undefined],
  ],
  [
    "on the request, with something else beside it",
    (project) => [{ params: { project } } as never, { env: 1 }],
  ],
])("path parameters are found %s", async (_where, place) => {
  const { protect } = createGuard(live.verifier);
  const handler = protect(READ_VALUES, { project: "project" }, () => new Response("welcome"));
  const ask = async (project: string) => {
    const [extra, context] = place(project);
    return (await handler(Object.assign(await request(), extra), context)).status;
  };
  expect(await ask("shop")).toBe(200);
  expect(await ask("nowhere")).toBe(403);
});
