import type { Propagation } from "@keywright/contract";
import { ApiError, type CallOptions, type Client } from "@keywright/sdk";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Installation } from "./installation.ts";
import type { Run } from "./script.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Tenant } from "./tenant.ts";
import type { Deed, Narrowing } from "./truth.ts";

const TRY_AGAIN_MS = 50;
const GIVE_UP_MS = 60_000;
/** How long a transaction may outlive the server that began it. */
const LATE_COMMIT_MAX_MS = 500;

/** What may be asked of the API twice: the same key, the same answer. */
export type Call<T> = (client: Client, options: CallOptions) => Promise<T>;

export interface Written {
  readonly revision: number;
  readonly propagation?: Propagation | undefined;
}

export interface Attempt<T> {
  readonly answer: T;
  /** Undefined when no server could be brought to say it. */
  readonly server: ServerProcess | undefined;
}

interface WriteOptions<T> {
  readonly tenant: Tenant;
  readonly call: Call<T>;
  readonly deeds: readonly Deed[];
  /** Whose token asks; the tenant's owner unless said otherwise. */
  readonly token?: string;
}

/** One write of the script, and the server that it is sent to first. */
export class Writing {
  readonly #run: Run;
  readonly #installation: Installation;
  readonly #first: ServerProcess;
  readonly #waitSeconds: number | undefined;

  constructor(run: Run, installation: Installation, first: ServerProcess, waitSeconds: number | undefined) {
    this.#run = run;
    this.#installation = installation;
    this.#first = first;
    this.#waitSeconds = waitSeconds;
  }

  /** Sends it, and records what became of it; undefined when it was refused. */
  async send<T extends Written>({ tenant, call, deeds, token }: WriteOptions<T>): Promise<T | undefined> {
    const begunAtMs = performance.now();
    const attempt = await this.#send(token ?? tenant.ownerToken, this.#waitSeconds, call);
    if (attempt) this.#run.learn(tenant, attempt, deeds, begunAtMs);
    return attempt?.answer;
  }

  /** Takes no revision: a verifier may meet a key that it has never heard of. */
  async issue(tenant: Tenant, roleId: string, narrowing: Narrowing | null) {
    const { permissions, projects, allowedIps } = narrowing ?? {};
    const body = {
      name: "ci",
      roleId,
      ...(narrowing &&
        Object.keys(narrowing).length > 0 && {
          narrowing: {
            ...(permissions && { permissions: [...permissions] }),
            ...(projects && { projects: [...projects] }),
            ...(allowedIps && { allowedIps: [...allowedIps] }),
          },
        }),
    };
    const params = { teamId: tenant.teamId };
    const attempt = await this.#send(tenant.ownerToken, undefined, (client, options) =>
      client.issueToken({ params, body }, options),
    );
    return attempt?.answer;
  }

  /** As a careful client does: when no answer comes, again and to whichever server is up, with the same idempotency key. */
  async #send<T>(
    token: string,
    waitSeconds: number | undefined,
    call: Call<T>,
  ): Promise<Attempt<T> | undefined> {
    const options = { idempotencyKey: randomUUID(), waitSeconds };
    const giveUpAtMs = performance.now() + GIVE_UP_MS;
    const { servers } = this.#installation;
    let mayBeDone = false;
    for (let attempt = servers.indexOf(this.#first); ; attempt++) {
      const server = servers[attempt % servers.length]!;
      try {
        if (server.isUp) return { answer: await call(server.client(token), options), server };
      } catch (error) {
        const isFinal = error instanceof ApiError && error.status < 500;
        // Done already, but the asker may not be told so before they are let in again.
        const isWithheld = mayBeDone && isFinal && error.code === "suspended";
        if (isFinal && !isWithheld) {
          const answer = mayBeDone ? await this.#keptAnswer<T>(options.idempotencyKey) : undefined;
          if (answer) return { answer, server: undefined };
          this.#run.refused(error.code);
          return undefined;
        }
        if (performance.now() > giveUpAtMs) throw error;
        mayBeDone ||= !isFinal;
      }
      await delay(TRY_AGAIN_MS);
    }
  }

  /** For what cannot be asked for again, because it has deleted its own address. */
  async #keptAnswer<T>(key: string): Promise<T | undefined> {
    await delay(LATE_COMMIT_MAX_MS);
    const row = await this.#installation.database.kysely
      .selectFrom("idempotency_key")
      .select("answer")
      .where("key", "=", key)
      .executeTakeFirst();
    const kept = row?.answer as { data: object; revision: number } | undefined;
    return kept && ({ ...kept.data, revision: kept.revision } as T);
  }
}
