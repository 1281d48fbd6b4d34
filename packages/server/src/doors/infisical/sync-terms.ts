import { Refusal } from "../../refusal.ts";
import { noFolder } from "./sync-folder.ts";

/** What our fields are called here. */
const FIELDS: Readonly<Record<string, string>> = {
  keySchema: "syncOptions.keySchema",
  initialBehavior: "syncOptions.initialSyncBehavior",
};

/** A refusal of ours names the fields as this API has them. */
export async function inSyncTerms<T>(outcome: Promise<T>): Promise<T> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error;
    const { code, message: detail, fields } = error;
    if (code === "unknown_reference" && Object.keys(fields).some((field) => field.startsWith("source")))
      throw noFolder();
    const named = Object.entries(fields).map(([field, messages]) => [fieldOf(field), messages] as const);
    throw new Refusal(code, { detail, fields: Object.fromEntries(named) });
  }
}

function fieldOf(field: string): string {
  return FIELDS[field] ?? field.replace(/^destination\b/, "destinationConfig");
}
