import { z } from "zod";

const ID_MAX_LENGTH = 200;

/** What a platform calls one of its things: put into a path as one segment, so anything printable will do. */
export const platformId = z
  .string()
  .trim()
  .min(1)
  .max(ID_MAX_LENGTH)
  .regex(/^[^\p{C}]*$/u, "must not have control characters");

/** For people only: a name beside its id. */
export const platformName = platformId.optional();
