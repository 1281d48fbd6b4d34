import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** All that is built, and nothing else: it is emptied first. */
export const BUILD = `${ROOT}build`;

export function sourceOf(folder: string): string {
  return `${ROOT}packages/${folder}`;
}

/** What npm packs: the package as it is published. */
export function stageOf(folder: string): string {
  return `${BUILD}/packages/${folder}`;
}
