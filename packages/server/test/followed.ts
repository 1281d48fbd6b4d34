import type { Client } from "@keywright/sdk";

type Change = ReturnType<Client["followChanges"]> extends AsyncGenerator<infer T> ? T : never;

/** A stream of live changes, read as it comes. */
export interface Followed {
  readonly changes: Change[];
  /** How it ended: by itself, or with the code that it was refused with. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export function follow(client: Client): Followed {
  const hangUp = new AbortController();
  const changes: Change[] = [];
  async function read(): Promise<string> {
    for await (const change of client.followChanges({}, { signal: hangUp.signal })) changes.push(change);
    return "ended";
  }
  const ended = read().catch((error: { code?: string }) => error.code ?? String(error));
  return {
    changes,
    ended,
    async stop() {
      hangUp.abort();
      await ended;
    },
  };
}
