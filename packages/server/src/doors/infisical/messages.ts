import { Slug } from "@keywright/contract";
import { z } from "zod";

// As Infisical's API has them: fields that nobody knows are passed over.

const DESCRIPTION_MAX_LENGTH = 256;
const PLATFORM_ID_MAX_LENGTH = 200;

export const Description = z
  .string()
  .trim()
  .max(DESCRIPTION_MAX_LENGTH)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters")
  .nullish();

export const ConnectionName = Slug.min(1);
/** What a platform calls one of its projects. */
export const PlatformId = z
  .string()
  .min(1)
  .max(PLATFORM_ID_MAX_LENGTH)
  .regex(/^[^\p{C}]*$/u);

export const NewConnection = z.object({
  name: ConnectionName,
  description: Description,
  method: z.string().max(100),
  projectId: z.uuid().nullish(),
  credentials: z.record(z.string(), z.unknown()),
});
export type NewConnection = z.output<typeof NewConnection>;

export const ConnectionChange = z.object({
  name: ConnectionName.optional(),
  description: Description,
  credentials: z.record(z.string(), z.unknown()).optional(),
});
export type ConnectionChange = z.output<typeof ConnectionChange>;
