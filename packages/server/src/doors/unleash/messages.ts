import { NAME_MAX_LENGTH, NARROWING_ENTRIES_MAX, api, VERIFY_CHECKS_MAX } from "@keywright/contract";
import { z } from "zod";

// As Unleash's API has them: fields that nobody knows are passed over.

/** Every project. */
export const ALL = "*";

const { name, expiresAt, roleId: Slug } = api.issueToken.body.shape;
const Expiry = expiresAt.unwrap().unwrap();
/** Of a project or an environment; whether there is one is asked later. */
const Named = z.string().min(1).max(NAME_MAX_LENGTH);

const Kind = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["client", "backend", "frontend"]));
export type Kind = z.output<typeof Kind>;

const ofEveryToken = {
  tokenName: name,
  type: Kind,
  environment: Named.default("development"),
  expiresAt: Expiry.optional(),
};

export const NewProjectToken = z.object(ofEveryToken);
export type NewProjectToken = z.output<typeof NewProjectToken>;

export const NewToken = z
  .object({
    ...ofEveryToken,
    project: Named.optional(),
    projects: z.array(Named).min(1).max(NARROWING_ENTRIES_MAX).optional(),
  })
  .refine(({ project, projects }) => project === undefined || projects === undefined, {
    path: ["project"],
    message: "give project or projects, not both",
  })
  .transform(({ project, projects, ...rest }) => ({
    ...rest,
    projects: projects ?? [project ?? ALL],
  }));

export const NewExpiry = z.object({ expiresAt: Expiry });

export const NewPersonalToken = z.object({ description: name, expiresAt: Expiry });
export type NewPersonalToken = z.output<typeof NewPersonalToken>;

/** What cannot be a name is the name of nothing. */
export function isNameOfPlace(text: string): boolean {
  return Slug.safeParse(text).success;
}

export function isNameOfToken(text: string): boolean {
  return name.safeParse(text).success;
}

/** What is no text is no token. */
export const Tokens = z.object({ tokens: z.array(z.unknown()).max(VERIFY_CHECKS_MAX) });
