import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { connectionFrom } from "./settings.ts";
import { VERSION } from "./version.ts";

const url = "https://keywright.example.com";

test.each(["", "keywright.example.com", "/v1", "ftp://x", `${url}?a=1`, `${url}#a`, "https://a:secret@x"])(
  "a url of %j is refused at once, and not repeated in the message",
  (wrong) => {
    expect(() => connectionFrom({ url: wrong })).toThrow(/^url must be an address like https:/);
    expect(() => connectionFrom({ url: wrong })).not.toThrow(/secret/);
  },
);

test.each(["", "sec ret", "secret\n", "secret\r\nx: y", "sécret"])(
  "a token of %j is refused at once, and not repeated in the message",
  (token) => {
    expect(() => connectionFrom({ url, token })).toThrow(/^token must be the token's value alone/);
    expect(() => connectionFrom({ url, token })).not.toThrow(/sec|ret/);
  },
);

test.each([0, -1, Number.NaN])("a time limit of %d ms is refused", (timeoutMs) => {
  expect(() => connectionFrom({ url, timeoutMs })).toThrow("timeoutMs must be a positive number");
});

test("the version that the client says is the package's", async () => {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: VERSION });
});
