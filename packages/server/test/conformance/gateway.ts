import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./public-service.ts";

const RECIPES = new URL("../../../../examples/gateways/", import.meta.url);
const STARTED_WITHIN_MS = 20_000;

/** The addresses that stand in the recipes. */
const IN_RECIPES = { keywright: "127.0.0.1:4600", api: "127.0.0.1:3000", listen: "127.0.0.1:8080" };

export interface GatewayAddresses {
  readonly keywright: string;
  readonly api: string;
}

export interface Gateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** A real gateway that runs one of the recipes in examples/gateways, as it stands but for the addresses. */
export interface GatewayKind {
  readonly name: string;
  /** Where it is installed; undefined: it is not. */
  readonly program: string | undefined;
  start(addresses: GatewayAddresses): Promise<Gateway>;
}

export const NGINX: GatewayKind = {
  name: "nginx",
  program: find("nginx"),
  start: (addresses) =>
    run("nginx.conf", addresses, async (folder, recipe) => {
      await mkdir(join(folder, "tmp"));
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      const main = `daemon off; worker_processes 1; pid nginx.pid; error_log stderr;
        ${process.getuid?.() === 0 ? "user root;" : ""}
        events { worker_connections 256; }
        http {
          access_log off;
          ${temporary.map((name) => `${name}_temp_path tmp/${name};`).join("\n")}
          include ${recipe};
        }`;
      const file = join(folder, "main.conf");
      await writeFile(file, main);
      return [NGINX.program ?? "", ["-p", folder, "-c", file, "-e", "stderr"]];
    }),
};

export const CADDY: GatewayKind = {
  name: "Caddy",
  program: find("caddy"),
  start: (addresses) =>
    run("Caddyfile", addresses, async (folder, recipe) => {
      const file = join(folder, "main.caddyfile");
      await writeFile(file, `{\n\tadmin off\n}\nimport ${recipe}\n`);
      return [CADDY.program ?? "", ["run", "--config", file, "--adapter", "caddyfile"]];
    }),
};

/** Debian keeps servers where only root's PATH looks. */
function find(program: string): string | undefined {
  const PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin`;
  try {
    const found = execFileSync("/bin/sh", ["-c", `command -v ${program}`], { env: { PATH } });
    return found.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}

type Command = [program: string, args: string[]];

async function run(
  recipe: string,
  { keywright, api }: GatewayAddresses,
  prepare: (folder: string, recipe: string) => Promise<Command>,
): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-gateway-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const text = (await readFile(new URL(recipe, RECIPES), "utf8"))
    .replaceAll(IN_RECIPES.keywright, keywright)
    .replaceAll(IN_RECIPES.api, api)
    .replaceAll(IN_RECIPES.listen, listen);
  const file = join(folder, recipe);
  await writeFile(file, text);
  const [program, args] = await prepare(folder, file);
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  }
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilItListens(child, listen);
  } catch (error) {
    await stop();
    throw new Error(`${program} did not start:\n${output.join("")}`, { cause: error });
  }
  return { url: `http://${listen}`, stop };
}

async function untilItListens(child: ChildProcess, address: string): Promise<void> {
  const [host, port] = address.split(":");
  const until = performance.now() + STARTED_WITHIN_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const listens = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), host);
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (listens) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not listen");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
