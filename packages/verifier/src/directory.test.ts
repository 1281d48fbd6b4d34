import { expect, test } from "vitest";
import { Directory } from "./directory.ts";

const directoryOf = (...entries: [id: string, slug: string][]) => {
  const directory = new Directory<{ id: string; slug: string }>();
  for (const [id, slug] of entries) directory.set({ id, slug });
  return directory;
};

test("an entry is found by id and by slug, and by neither as the other", () => {
  const directory = directoryOf(["id-1", "web"]);
  expect(directory.byId("id-1")).toBe(directory.bySlug("web"));
  expect(directory.byId("web") ?? directory.bySlug("id-1")).toBeUndefined();
});

test("a slug that was given up leads nowhere", () => {
  const directory = directoryOf(["id-1", "web"], ["id-1", "shop"]);
  expect(directory.bySlug("web")).toBeUndefined();
  expect(directory.bySlug("shop")).toEqual({ id: "id-1", slug: "shop" });
  expect(directory.size).toBe(1);
});

test("deleting an entry does not free a slug that another has taken over", () => {
  const directory = directoryOf(["old", "web"], ["new", "web"]);
  expect(directory.delete("old")).toBe(true);
  expect(directory.bySlug("web")).toEqual({ id: "new", slug: "web" });
  expect([...directory]).toEqual([{ id: "new", slug: "web" }]);
});

test("a name that every object has is the name of no entry", () => {
  const directory = directoryOf();
  expect(directory.byId("constructor") ?? directory.bySlug("__proto__")).toBeUndefined();
  expect(directory.delete("toString")).toBe(false);
});
