import { z } from "zod";

const URL_MAX_LENGTH = 500;

/** Where a platform's API lies. Paths are appended to it, so it ends without a slash. */
export const baseUrl = z
  .string("Base URL required")
  .trim()
  .max(URL_MAX_LENGTH)
  .refine(isPlain, "must be an https:// or http:// URL without user name, query and fragment")
  .transform((url) => url.replace(/\/+$/, ""));

function isPlain(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text)) return false;
  return url.username === "" && url.password === "" && !/[?#\s\\]/.test(text);
}
