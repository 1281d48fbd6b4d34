import { expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { idOf, SLUG } from "./named.ts";

const rows = [
  { id: "web-shop", name: "Web shop" },
  { id: "one", name: "Twin" },
  { id: "two", name: "Twin" },
];
const what = { noun: "project", isId: SLUG, among: () => Promise.resolve(rows) };

test("an id is taken as it is, whatever is called like it", async () => {
  const among = () => Promise.reject(new Error("nobody is asked"));
  expect(await idOf("web-shop", { ...what, among })).toBe("web-shop");
});

test("a name is the id of the one thing that has it", async () => {
  expect(await idOf("Web shop", what)).toBe("web-shop");
});

test("a part of a name is no name", async () => {
  await expect(idOf("Web", what)).rejects.toMatchObject({ exitCode: EXIT.notFound });
});

test("of two that share a name none is chosen: both are listed", async () => {
  await expect(idOf("Twin", what)).rejects.toMatchObject({ exitCode: EXIT.usage, more: ["one", "two"] });
});
