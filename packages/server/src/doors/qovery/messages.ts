import { api } from "@keywright/contract";
import { z } from "zod";

const ID_MAX_LENGTH = 200;
const { name, description, expiresAt } = api.issueToken.body.shape;
const { search } = api.listTokens.query.shape;

export const ListQuery = z.object({ name: search, creatorName: search });
export type ListQuery = z.output<typeof ListQuery>;

/** Strict: a field that we passed over might have taken something away, as `opa_policy` does. */
export const NewApiToken = z.strictObject({
  name,
  description,
  /** In any form that it is known by. */
  role_id: z.string().max(ID_MAX_LENGTH).nullish(),
  /** The older way to ask for the role of administrators, which is also given when no role is named. */
  scope: z.literal("ADMIN").nullish(),
  expires_at: expiresAt,
});
export type NewApiToken = z.output<typeof NewApiToken>;
