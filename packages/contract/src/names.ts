import { z } from "zod";
import {
  DESCRIPTION_MAX_LENGTH,
  EMAIL_MAX_LENGTH,
  ENVIRONMENTS_MAX,
  NAME_MAX_LENGTH,
  ORIGIN_MAX_LENGTH,
  VARIABLE_NAME_MAX_LENGTH,
} from "./limits.ts";

const SLUG_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** `Web shop` -> `web-shop`, `Café 2` -> `cafe-2`. Empty when the name has no letter or digit to keep. */
export function slugFromName(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** The public id of an organization, team, project, role or secret group. */
export const Slug = z
  .string()
  .max(NAME_MAX_LENGTH)
  .regex(SLUG_PATTERN, "must be lower-case letters, digits and single dashes");

/** Any text but NUL, which no database column holds, and halves of surrogate pairs, which no encoding holds. */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[^\0\p{Cs}]*$/u, "must not contain NUL or broken characters");
}

/** No control characters, and none that make a text read differently from what it is. */
const VISIBLE_TEXT = /^[^\p{Cc}\p{Cs}\p{Co}\p{Cn}\u202a-\u202e\u2066-\u2069]*$/u;

export const Name = z
  .string()
  .trim()
  .min(1, "must not be empty")
  // Nothing more is asked of a name that is too long: to make an id of a megabyte takes a while.
  .max(NAME_MAX_LENGTH, { abort: true })
  .regex(VISIBLE_TEXT, "must not contain control characters");

/** A name from which the public id is made. */
export const SluggableName = Name.refine((name) => slugFromName(name) !== "", {
  message: "must contain a letter or digit of the Latin alphabet, from which the id is made",
}).refine((name) => slugFromName(name).length <= NAME_MAX_LENGTH, {
  message: `must make an id of at most ${NAME_MAX_LENGTH} characters`,
});

export const Description = z
  .string()
  .max(DESCRIPTION_MAX_LENGTH)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters");

export const Email = z
  .email()
  .max(EMAIL_MAX_LENGTH)
  .transform((address) => address.toLowerCase());

export const EnvironmentName = Slug.describe("The name of an environment.");
export const EnvironmentNames = z
  .array(EnvironmentName)
  .max(ENVIRONMENTS_MAX)
  .refine((names) => new Set(names).size === names.length, { message: "must not repeat a name" });

/** Of a website, as browsers send it in the header `Origin` (RFC 6454 section 6.2). */
export const Origin = z
  .string()
  .max(ORIGIN_MAX_LENGTH, { abort: true })
  .refine(isOrigin, "must be an origin such as https://shop.example.com, without a path");

export function isOrigin(text: string): boolean {
  // An asterisk is a host name like any other to URL, and a wildcard to people, which it would not be.
  if (!/^https?:\/\/[^*]+$/.test(text)) return false;
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Of a token: `publishable` ones may stand in a page or an app, `secret` ones nowhere. */
export const Exposure = z.enum(["secret", "publishable"]);

/** Of a variable in a secret group. */
export const VariableName = z
  .string()
  .max(VARIABLE_NAME_MAX_LENGTH)
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, "must start with a letter or underscore");

/** ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

/** An instant that a caller may write with any offset; kept and answered in UTC. */
export const InstantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  // The years that both JavaScript's plain form and Postgres know.
  .refine((text) => /^(?!0000)\d{4}-/.test(text), { message: "must lie between the years 1 and 9999" });

function prefixedId(prefix: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an id like ${prefix}_…`);
}

/** TypeIDs: a UUIDv7 in base 32 behind the noun, so they sort by age and say what they are. */
export const TokenId = prefixedId("tok");
export const KeyId = prefixedId("key");
export const MemberId = prefixedId("mem");
export const EventId = prefixedId("evt");
export const AppConnectionId = prefixedId("con");
export const SyncId = prefixedId("syn");
export const SyncRunId = prefixedId("run");
export const ExternalTokenId = prefixedId("ext");
export const TrustRuleId = prefixedId("tru");
export const LoginRequestId = prefixedId("lgr");
