import { ConnectorError } from "./connector-error.ts";

/** For what is deleted where it was seen a moment ago: that it is not there any more is no failure. */
export async function unlessGone(deleting: Promise<unknown>): Promise<void> {
  try {
    await deleting;
  } catch (error) {
    if (!(error instanceof ConnectorError && error.code === "not_found")) throw error;
  }
}
