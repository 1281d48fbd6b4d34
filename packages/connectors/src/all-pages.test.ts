import { expect, test } from "vitest";
import { allPages } from "./all-pages.ts";

test("a list without an end is refused", async () => {
  let asked = 0;
  const listing = allPages<string, number>({ title: "Acme", to: "list projects" }, (page = 0) => {
    asked++;
    return Promise.resolve({ items: ["more"], next: page + 1 });
  });
  await expect(listing).rejects.toMatchObject({ code: "too_large" });
  expect(asked).toBe(100);
});

test("a page that leads to itself is refused at once", async () => {
  let asked = 0;
  const listing = allPages<string, string>({ title: "Acme", to: "list projects" }, () => {
    asked++;
    return Promise.resolve({ items: ["again"], next: "same" });
  });
  await expect(listing).rejects.toMatchObject({ code: "unexpected_answer" });
  expect(asked).toBe(2);
});

test("pages that are too full are refused, however many entries one has", async () => {
  const items = Array.from({ length: 300_000 }, (_, at) => at);
  const listing = allPages<number, number>({ title: "Acme", to: "list projects" }, (page = 0) =>
    Promise.resolve({ items, next: page + 1 }),
  );
  await expect(listing).rejects.toMatchObject({ code: "too_large" });
});
