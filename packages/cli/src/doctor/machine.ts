import { randomUUID } from "node:crypto";
import { CONTEXTS_FILE, readContexts } from "../context/contexts-file.ts";
import { keepInKeychain, removeFromKeychain } from "../context/keychain.ts";
import { tokenFile } from "../context/tokens.ts";
import { refuseLoose } from "../context/private-files.ts";
import { Failure } from "../failure.ts";
import { type Finding, note, ok, problem } from "./checks.ts";

/** What is kept here, and how well. */
export async function checkMachine(): Promise<readonly Finding[]> {
  return [await contexts(), await keychain(), await files()];
}

async function contexts(): Promise<Finding> {
  try {
    const count = Object.keys((await readContexts()).contexts).length;
    return ok("contexts", `${count} in ${CONTEXTS_FILE}`);
  } catch (error) {
    return asProblem("contexts", error);
  }
}

/** Something is put there and taken out again: that it is there says nothing. */
async function keychain(): Promise<Finding> {
  const probe = `probe-${randomUUID()}`;
  if (!(await keepInKeychain(probe, probe))) {
    return note("keychain", "none that works: tokens are kept in files that you alone can read");
  }
  await removeFromKeychain(probe);
  return ok("keychain", "works");
}

async function files(): Promise<Finding> {
  try {
    const { contexts } = await readContexts();
    const inFiles = Object.values(contexts).filter(({ tokenIn }) => tokenIn === "file");
    for (const { tokenId } of inFiles) await refuseLoose(tokenFile(tokenId));
    return ok("token files", `${inFiles.length}, each readable by you alone`);
  } catch (error) {
    return asProblem("token files", error);
  }
}

function asProblem(check: string, error: unknown): Finding {
  if (error instanceof Failure) return problem(check, error.message, error.more.join(" "));
  const { path, code } = error as NodeJS.ErrnoException;
  return problem(check, `${path ?? "a file"} cannot be used (${code})`, "Log in again: keywright login");
}
