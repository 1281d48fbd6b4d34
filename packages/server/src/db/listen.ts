import type { Socket } from "node:net";
import pg from "pg";
import { watchedSocket } from "./watched-socket.ts";

const RETRY_MS = 1000;
/** Between announcements nothing comes in, so something is asked now and then: silence tells of a dead connection. */
const HEARTBEAT_MS = 10_000;
const SILENCE_MAX_MS = 25_000;

interface ListenOptions {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly channel: string;
  readonly callback: (payload?: string) => void;
  readonly onError: (error: Error) => void;
}

/**
 * Hears announcements on a connection of its own, taken again when it breaks; the callback is called then too, for what
 * was missed. Answers how to stop.
 */
export async function listen(options: ListenOptions): Promise<() => Promise<void>> {
  const { url, connectTimeoutMs, channel, callback, onError } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let socket: Socket | undefined;

  async function connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      stream: () => (socket = watchedSocket(SILENCE_MAX_MS)),
    });
    client.on("notification", ({ payload = "" }) => callback(payload));
    client.on("error", (error) => {
      if (!stopped) onError(error);
    });
    client.on("end", () => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(() => void connect(), RETRY_MS);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      callback();
      beat(client);
    } catch (error) {
      if (!stopped) onError(error as Error);
      socket?.destroy();
    }
  }

  function beat(client: pg.Client): void {
    if (stopped) return;
    timer = setTimeout(() => {
      // A failure ends the connection, which is seen to above.
      client.query("select 1").then(
        () => beat(client),
        () => socket?.destroy(),
      );
    }, HEARTBEAT_MS);
  }

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    // Without a farewell, which would wait for an answer.
    socket?.destroy();
  };
}
