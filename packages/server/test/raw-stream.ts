import { STREAM_PATH } from "@keywright/verifier";

type Message = Record<string, unknown> & { type: string };

/** The stream as it is on the line, for what no well-behaved verifier would say. */
export class RawStream {
  readonly received: Message[] = [];
  closed: { code: number; reason: string } | undefined;
  readonly #socket: WebSocket;
  #changed: (() => void)[] = [];

  constructor(url: string) {
    this.#socket = new WebSocket(url.replace(/^http/, "ws") + STREAM_PATH);
    this.#socket.onmessage = ({ data }) => {
      this.received.push(JSON.parse(String(data)) as Message);
      this.#wake();
    };
    this.#socket.onclose = ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    };
    this.#socket.onerror = () => {};
  }

  async opened(): Promise<this> {
    if (this.#socket.readyState === WebSocket.CONNECTING) {
      await new Promise((resolve, reject) => {
        this.#socket.addEventListener("open", resolve);
        this.#socket.addEventListener("error", reject);
      });
    }
    return this;
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  hello(credential: string, revision: number | null = null): void {
    this.send({
      type: "hello",
      credential,
      name: "raw",
      instance: crypto.randomUUID(),
      revision,
      at: performance.now(),
    });
  }

  ack(revision: number): void {
    this.send({ type: "ack", revision, at: performance.now() });
  }

  /** Resolves when a message of this kind has come in; with the first that `which` accepts. */
  async next(type: string, which: (message: Message) => boolean = () => true): Promise<Message> {
    for (;;) {
      const found = this.received.find((message) => message.type === type && which(message));
      if (found) return found;
      if (this.closed)
        throw new Error(`closed with ${this.closed.code} (${this.closed.reason}) before a ${type}`);
      await this.#change();
    }
  }

  async end(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await this.#change();
    return this.closed;
  }

  /** Says that it has stopped deciding, so that nobody has to wait for its lease to run out. */
  close(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.send({ type: "bye" });
    this.#socket.close();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  #wake(): void {
    const woken = this.#changed;
    this.#changed = [];
    for (const resolve of woken) resolve();
  }
}
