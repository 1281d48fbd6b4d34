import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promised, promisedEqual } from "../promised.ts";
import type { Stage } from "../stage.ts";
import { TOKEN } from "./cast.ts";

/** Whoever takes the server's disk away finds none of these values there. */
export async function searchStorage(
  stage: Stage,
  dataFolder: string,
  secrets: readonly string[],
): Promise<void> {
  stage.chapter("Search", "the files of the server, for what must not be in them");
  await stage.allowed({
    says: "They hold no token's value and no project's secret",
    run: () => searchFolder(dataFolder, [TOKEN, ...secrets]),
    check: ({ found }) => {
      promised("The search finds what is stored in clear, such as the token's name.", found.includes(TOKEN));
      promisedEqual("It finds nothing else.", found.length, 1);
    },
    adds: ({ files }) => `${files} files`,
  });
}

interface Search {
  readonly files: number;
  /** Those of the texts that stand in one of the files as they are. */
  readonly found: readonly string[];
}

async function searchFolder(folder: string, texts: readonly string[]): Promise<Search> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found = new Set<string>();
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name)).catch(nothingIfRemoved);
    for (const text of texts) if (bytes.includes(text)) found.add(text);
  }
  return { files: files.length, found: [...found] };
}

/** A database removes files while it runs. */
function nothingIfRemoved(error: NodeJS.ErrnoException): Buffer {
  if (error.code === "ENOENT") return Buffer.alloc(0);
  throw error;
}
