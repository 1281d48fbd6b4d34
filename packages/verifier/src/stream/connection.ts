import { backoffMs } from "./backoff.ts";
import {
  CLOSE,
  parseMessage,
  readServerMessage,
  type ServerMessage,
  type VerifierMessage,
} from "./messages.ts";

/** The little of a WebSocket that is used: every runtime has it. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  readonly readyState: number;
  send(data: string): void;
  close(): void;
}

const OPEN = 1;

export interface ConnectionEvents {
  /** `send` speaks on this line alone: false when it is gone. */
  onOpen(send: (message: VerifierMessage) => boolean): void;
  onMessage(message: ServerMessage): void;
  /** The connection has ended; another attempt follows unless it was closed for good. */
  onClose(code: number, reason: string): void;
}

interface ConnectionOptions {
  readonly connect: () => Socket;
  readonly events: ConnectionEvents;
  readonly random: () => number;
  /** Without a word from the server for this long, the connection is given up and made anew. */
  readonly silenceMs: number;
}

/** A connection that comes back: after any end it is made again, with growing pauses while it fails. */
export class Connection {
  readonly #options: ConnectionOptions;
  #socket: Socket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#closed || this.#socket) return;
    let socket: Socket;
    try {
      socket = this.#options.connect();
    } catch (error) {
      this.#lost(0, error instanceof Error ? error.message : "the connection failed");
      return;
    }
    this.#socket = socket;
    this.#listenForSilence();
    // What one that was given up has still to say is of an earlier time.
    const isCurrent = () => this.#socket === socket;
    socket.onopen = () => {
      if (isCurrent()) this.#options.events.onOpen((message) => isCurrent() && this.send(message));
    };
    socket.onmessage = ({ data }) => {
      if (isCurrent()) this.#received(data);
    };
    // An error is always followed by a close.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => {
      if (isCurrent()) this.#lost(code, reason);
    };
  }

  /** False when there is no line to speak on. */
  send(message: VerifierMessage): boolean {
    if (this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Gives the connection up; it is made again at once. */
  restart(reason: string): void {
    const socket = this.#socket;
    this.#lost(CLOSE.badMessage, reason);
    socket?.close();
  }

  /** For good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #received(data: unknown): void {
    this.#listenForSilence();
    const parsed = typeof data === "string" ? parseMessage(data) : undefined;
    const message = parsed ? readServerMessage(parsed) : "malformed";
    if (message === "unknown") return;
    if (message === "malformed") return this.restart("the server sent something that is no message");
    this.#attempt = 0;
    this.#options.events.onMessage(message);
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.restart("the server has fallen silent"), this.#options.silenceMs);
  }

  #lost(code: number, reason: string): void {
    this.#socket = undefined;
    clearTimeout(this.#silence);
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.open(), backoffMs(this.#attempt, this.#options.random()));
    this.#attempt += 1;
    this.#options.events.onClose(code, reason);
  }
}
