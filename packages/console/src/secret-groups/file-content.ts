import type { Entry } from "./group-values.ts";

const BINARY = "base64";

/** Text as text, so that it can be read and edited here; all else in base64. */
export async function entryOfFile(file: Blob): Promise<Entry> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return { data: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { data: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), encoding: BINARY };
  }
}

export function isBinary({ encoding }: Entry): boolean {
  return encoding === BINARY;
}

export function bytesOf(entry: Entry): Uint8Array<ArrayBuffer> {
  if (!isBinary(entry)) return new TextEncoder().encode(entry.data);
  return Uint8Array.from(atob(entry.data), (character) => character.charCodeAt(0));
}

export function sizeWords({ data }: Entry): string {
  return `binary, ${Math.ceil((data.length * 3) / 4 / 1024)} KiB`;
}
