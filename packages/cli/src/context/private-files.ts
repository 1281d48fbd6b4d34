import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";

const OWNER_FOLDER = 0o700;
const OWNER_FILE = 0o600;
const FOR_GROUP_AND_OTHERS = 0o077;

/** A file that its owner alone may read and write, in folders of the same kind. Undefined when it is not there. */
export async function readPrivateFile(file: string): Promise<string | undefined> {
  try {
    await refuseLoose(file);
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error instanceof Failure ? error : notUsable("read", file, error);
  }
}

/** Whole or not at all: what was there stays until the new one is complete. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await writeFileAtomic(file, text, { mode: OWNER_FILE });
    await chmod(file, OWNER_FILE);
  } catch (error) {
    throw notUsable("write", file, error);
  }
}

export async function removePrivateFile(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw notUsable("remove", file, error);
  }
}

/** Tried, not guessed from modes: whether a file of ours can be written there. */
export async function requireWritable(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, "", { mode: OWNER_FILE, flag: "wx" });
    await rm(probe);
  } catch (error) {
    throw notUsable("write to", folder, error);
  }
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: OWNER_FOLDER });
  if (made === undefined) await refuseLoose(folder);
}

/** Whoever else may read it has the token; whoever else may write it decides where the token is sent. */
export async function refuseLoose(path: string): Promise<void> {
  const { mode, uid } = await stat(path);
  const self = process.getuid?.();
  // Windows has no such modes: there, the folders of a person are theirs.
  if (self === undefined) return;
  if (uid !== self) {
    throw new Failure(EXIT.unexpected, `${path} belongs to somebody else, so it is not used.`);
  }
  if ((mode & FOR_GROUP_AND_OTHERS) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, "0");
  throw new Failure(EXIT.unexpected, `${path} is open to others (mode ${shown}), so it is not used.`, [
    `If nobody can have read or changed it: chmod go= ${path}`,
  ]);
}

function notUsable(verb: string, path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return new Failure(
    EXIT.unexpected,
    `Cannot ${verb} ${path} (${code}).`,
    ["Contexts are kept there. In CI, set KEYWRIGHT_URL and KEYWRIGHT_TOKEN instead."],
    { cause: error },
  );
}
