import { expect, test } from "vitest";
import { connectorOf } from "./registry.ts";

test("one Keywright is one place, reached as Northflank or as Keywright, whatever its groups are called", () => {
  const credentials = { apiToken: "t", baseUrl: "https://kw.example" };
  const place = { projectId: "shop", secretGroupId: "web" };
  const named = { ...place, projectName: "Shop", secretGroupName: "Web" };
  const [northflank, keywright] = [connectorOf("northflank"), connectorOf("keywright")];
  expect(northflank.variables!.placeOf(credentials, place)).toEqual(
    keywright.variables!.placeOf(credentials, named),
  );
  expect(northflank.variables!.placeOf(credentials, place)).not.toEqual(
    northflank.variables!.placeOf(credentials, { ...place, secretGroupId: "api" }),
  );
});

test("a repository of GitHub is one place in upper and lower case", () => {
  const { placeOf } = connectorOf("github").variables!;
  const credentials = { token: "t", baseUrl: "https://api.github.com" };
  expect(placeOf(credentials, { repository: "Acme/Shop" })).toEqual(
    placeOf(credentials, { repository: "acme/shop" }),
  );
  expect(placeOf(credentials, { repository: "acme/shop", environment: "live" })).not.toEqual(
    placeOf(credentials, { repository: "acme/shop" }),
  );
});

test("an environment of Qovery is one place for secrets and variables", () => {
  const { placeOf } = connectorOf("qovery").variables!;
  const credentials = { apiToken: "t", baseUrl: "https://api.qovery.com" };
  const place = { projectId: "p", environmentId: "e" };
  expect(placeOf(credentials, { ...place, kind: "secret" })).toEqual(
    placeOf(credentials, { ...place, kind: "variable" }),
  );
});
