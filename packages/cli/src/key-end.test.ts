import { expect, test } from "vitest";
import { listenForKeyEnd } from "./key-end.ts";
import { createWords } from "./output/words.ts";

const DAY_SECONDS = 24 * 3600;
const NOW_SECONDS = Math.floor(Date.now() / 1000);
const SOON = new Date((NOW_SECONDS + 2 * DAY_SECONDS) * 1000).toUTCString();

const tokenOf = (claims: unknown) => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;

/** What is said after answers with these headers. */
async function said(token: string, ...headers: Record<string, string>[]): Promise<string> {
  let text = "";
  const stream = { write: (line: string) => (text += line), isTTY: false } as unknown as NodeJS.WriteStream;
  const keyEnd = listenForKeyEnd();
  for (const answer of headers) {
    const send = keyEnd.overhearing(async () => new Response(null, { headers: answer }), token);
    await send("http://localhost", {});
  }
  await keyEnd.tell(createWords(stream, (_style, words) => words, true));
  return text;
}

test.each([
  ["which the server says nothing of", tokenOf({}), [{}]],
  ["of which it says what is no time", tokenOf({}), [{ "keywright-key-ends": "soon" }]],
  ["that was made for a week", tokenOf({ iat: 0, exp: 7 * DAY_SECONDS }), [{ "keywright-key-ends": SOON }]],
])("nothing is said of a token %s", async (_, token, headers) => {
  expect(await said(token, ...headers)).toBe("");
});

test.each([
  ["made for longer", tokenOf({ iat: 0, exp: 8 * DAY_SECONDS })],
  ["made for ever, and cut short", tokenOf({ iat: 0 })],
  ["of another form", "nonsense"],
  ["that says nothing", tokenOf(null)],
])("of a token %s it is said once when it ends, and how to renew it", async (_, token) => {
  const text = await said(token, { "keywright-key-ends": SOON }, {}, { "keywright-key-ends": SOON });
  expect(text).toMatch(
    /^! The token that you use ends in 2 days \(.*\)\. .*og in again before: keywright login\n$/,
  );
});
