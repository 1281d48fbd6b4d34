import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FleetNews, FleetOrder, FleetSetup, Sightings, WatchedToken } from "./fleet-messages.ts";

const PROGRAM = fileURLToPath(new URL("fleet-process.ts", import.meta.url));

/** A process of verifiers that check tokens round after round. */
export class Fleet {
  readonly #process: ChildProcess;
  #checks = 0;

  constructor() {
    this.#process = fork(PROGRAM, { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [] });
  }

  /** How many checks it has made. */
  get checks(): number {
    return this.#checks;
  }

  async setUp(setup: Omit<FleetSetup, "type">): Promise<void> {
    await this.#ask({ type: "setup", ...setup }, "live");
  }

  /** Resolves when each of its verifiers has accepted all of them. */
  async watch(tokens: readonly WatchedToken[]): Promise<void> {
    await this.#ask({ type: "watch", tokens }, "watching");
  }

  async drop(ids: readonly string[]): Promise<readonly Sightings[]> {
    const { sightings, checks } = await this.#ask({ type: "drop", ids }, "dropped");
    this.#checks = checks;
    return sightings;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || !this.#process.connected) return;
    const exited = once(this.#process, "exit");
    this.#process.send({ type: "end" } satisfies FleetOrder);
    await exited;
  }

  async #ask<Type extends FleetNews["type"]>(
    order: FleetOrder,
    type: Type,
  ): Promise<Extract<FleetNews, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`a fleet ended with ${code}`));
      const onMessage = (news: FleetNews) => {
        if (news.type !== type) return;
        this.#process.off("exit", onExit).off("message", onMessage);
        resolve(news as Extract<FleetNews, { type: Type }>);
      };
      this.#process.on("exit", onExit).on("message", onMessage);
      this.#process.send(order);
    });
  }
}
