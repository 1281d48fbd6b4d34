const BYTES = 16;

/** `crypto.randomUUID` is missing where the console is reached without https by another name than localhost. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
