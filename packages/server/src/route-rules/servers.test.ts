import { expect, test } from "vitest";
import { basePathsOf } from "./servers.ts";

const bases = (...urls: string[]) => basePathsOf(urls.map((url) => ({ url })));

test("paths begin with the path of the server's address, whatever the host", () => {
  expect(basePathsOf(undefined)).toEqual([""]);
  expect(bases()).toEqual([""]);
  expect(bases("https://api.example")).toEqual([""]);
  expect(bases("https://api.example/")).toEqual([""]);
  expect(bases("https://api.example:8443/v2/")).toEqual(["/v2"]);
  expect(bases("https://{region}.example/v2", "//other.example/v2", "/v3")).toEqual(["/v2", "/v3"]);
  expect(bases("/")).toEqual([""]);
});

test.each(["https://api.example/{version}", "v1", "./v1", "../v1", "", "https://a.example/v1?x=1"])(
  "of %s the path cannot be known",
  (url) => {
    expect(bases("/v1", url)).toEqual({ wrong: url });
  },
);
