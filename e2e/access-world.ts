import { type Client, createClient } from "@keywright/sdk";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cli, type Ended, newCli, type RunOptions } from "./cli.ts";
import { startService } from "./service.ts";

/** A server, its operator, and the command line as the operator. */
export interface AccessWorld {
  readonly url: string;
  readonly folder: string;
  readonly operator: Client;
  readonly cli: Cli;
  /** An empty one. */
  newTeam(): Promise<string>;
  /** `keywright apply` of a file with this text, or with this in it. */
  apply(file: object | string, args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** What `keywright export` writes. */
  exported(args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startAccessWorld(): Promise<AccessWorld> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-access-"));
  const tokenFile = join(folder, "operator.token");
  const service = await startService({ KEYWRIGHT_INIT_TOKEN_FILE: tokenFile });
  const token = (await readFile(tokenFile, "utf8")).trim();
  const operator = createClient({ url: service.url, token });
  const cli = await newCli({ KEYWRIGHT_URL: service.url, KEYWRIGHT_TOKEN: token });
  let teams = 0;
  return {
    url: service.url,
    folder,
    operator,
    cli,
    newTeam: async () => (await operator.createTeam({ body: { name: `Team ${++teams}` } })).id,
    async apply(file, args, options) {
      const path = join(folder, "access.yaml");
      await writeFile(path, typeof file === "string" ? file : JSON.stringify(file));
      return cli.run(["apply", "-f", path, ...args], options);
    },
    async exported(args) {
      const { code, stdout, stderr } = await cli.run(["export", ...args]);
      if (code !== 0) throw new Error(stderr);
      return stdout;
    },
    async stop() {
      await cli.close();
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
