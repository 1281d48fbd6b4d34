import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NAME_MAX_LENGTH } from "./limits.ts";
import { InstantInput, Slug, SluggableName, slugFromName } from "./names.ts";

/** Also characters that fall apart into several letters, such as ½ and ㎏. */
const letters = fc.constantFrom("a", "B", "7", " ", "-", "é", "½", "㎏", "ß", "İ", "字");
const anyName = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: NAME_MAX_LENGTH, size: "max" }),
  fc.string({ unit: letters, maxLength: NAME_MAX_LENGTH, size: "max" }),
);

describe("slugFromName", () => {
  test.each([
    ["Web shop", "web-shop"],
    ["Café 2", "cafe-2"],
    ["  --Already-a--slug- ", "already-a-slug"],
    ["ＦＵＬＬ width", "full-width"],
    ["商店", ""],
    ["", ""],
  ])("%j becomes %j, and will for ever: it is in people's scripts", (name, slug) => {
    expect(slugFromName(name)).toBe(slug);
  });

  test("gives an id that a path accepts, or nothing, whatever the name", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const slug = slugFromName(name);
        expect(slug).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
      }),
    );
  });

  test("leaves a slug as it is, so an id never names a second thing", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const slug = slugFromName(name);
        expect(slugFromName(slug)).toBe(slug);
      }),
    );
  });

  test("does not tell apart names that differ in case, accents, form or spacing only", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const slug = slugFromName(name);
        expect(slugFromName(name.normalize("NFD"))).toBe(slug);
        expect(slugFromName(name.normalize("NFC"))).toBe(slug);
        expect(slugFromName(`  ${name} !`)).toBe(slug);
      }),
    );
    expect(slugFromName("CAFÉ")).toBe(slugFromName("cafe"));
  });
});

test("what a name is accepted for can be addressed afterwards: its id fits into a path", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const accepted = SluggableName.safeParse(name);
      if (accepted.success) expect(Slug.safeParse(slugFromName(accepted.data)).success).toBe(true);
    }),
  );
});

test("an instant that is accepted is one the database can hold: year 1 to 9999, in UTC", () => {
  const hour = fc.integer({ min: 0, max: 23 }).map((n) => String(n).padStart(2, "0"));
  const year = fc.oneof(fc.constantFrom(0, 1, 9999), fc.integer({ min: 0, max: 9999 }));
  const offset = fc.tuple(fc.constantFrom("+", "-"), hour).map(([sign, hours]) => `${sign}${hours}:00`);
  const day = fc.constantFrom("01-01", "06-15", "12-31");
  fc.assert(
    fc.property(year, day, hour, fc.oneof(offset, fc.constant("Z")), (y, d, h, zone) => {
      const accepted = InstantInput.safeParse(`${String(y).padStart(4, "0")}-${d}T${h}:00:00${zone}`);
      if (accepted.success) expect(accepted.data).toMatch(/^(?!0000)\d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/);
    }),
    { numRuns: 1000 },
  );
});
