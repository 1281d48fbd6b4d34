import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The network between a server and its database, which can fail in the ways that networks do. */
export interface TcpProxy {
  /** The database's address, by way of the proxy. */
  readonly url: string;
  /** From now on nothing arrives any more, in either direction, and nobody is told. */
  freeze(): void;
  /** Everything that was held up arrives. */
  thaw(): void;
  /** Breaks every connection, and every new one. */
  cut(): void;
  /** Lets new connections through again. */
  mend(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let mode: "open" | "frozen" | "cut" = "open";

  const server = createServer((client) => {
    if (mode === "cut") return void client.destroy();
    const database = connect(Number(target.port), target.hostname);
    pair(client, database);
    pair(database, client);
  });

  function pair(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("data", (data) => to.write(data));
    if (mode === "frozen") from.pause();
    from.on("error", () => {});
    from.on("end", () => to.end());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    freeze() {
      mode = "frozen";
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      mode = "open";
      for (const socket of sockets) socket.resume();
    },
    cut() {
      mode = "cut";
      destroyAll();
    },
    mend() {
      mode = "open";
    },
    async close() {
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
