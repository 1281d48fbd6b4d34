/** What a file consists of. */
export const SECTIONS = ["team", "org", "platform"] as const;

export interface ExportOptions {
  readonly section: readonly (typeof SECTIONS)[number][];
}
