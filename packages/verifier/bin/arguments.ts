import { parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";

export const USAGE = `Writes the permissions of a Keywright catalogue as a TypeScript union, for createGuard<Permission>(…).

  keywright-types --url <address> --token-file <file> [--out permissions.ts]
  keywright-types --catalogue <file> [--out permissions.ts]

  --url         address of the Keywright server
  --token-file  file with any token of that server; the catalogue is not secret
  --catalogue   instead of both: a JSON file, such as the answer of GET /v1/permissions or the body of PUT
  --out         where to write; without it, the standard output
`;

export interface Arguments {
  readonly source: { readonly url: string; readonly tokenFile: string } | { readonly catalogue: string };
  readonly out: string | undefined;
}

/** Undefined when only help was asked for. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const { help, url, "token-file": tokenFile, catalogue, out } = parse(args);
  if (help) return undefined;
  if (catalogue !== undefined && url === undefined && tokenFile === undefined)
    return { source: { catalogue }, out };
  if (catalogue === undefined && url !== undefined && tokenFile !== undefined) {
    return { source: { url, tokenFile }, out };
  }
  throw new CommandError("usage", "Give --url and --token-file, or --catalogue; --help says more.");
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = {
      url: text,
      "token-file": text,
      catalogue: text,
      out: text,
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Its message repeats what was given, which may have been a token; only the name of an option is safe to say.
    const [, option] = /'(--?[\w-]{1,30})/.exec((error as Error).message) ?? [];
    throw new CommandError(
      "usage",
      `${option ?? "An argument"} is not understood; --help says what there is.`,
    );
  }
}
