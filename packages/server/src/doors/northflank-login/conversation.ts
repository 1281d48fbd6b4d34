import type { WebSocket } from "@fastify/websocket";
import type { Origin } from "../../caller.ts";
import { beginNorthflankLogin } from "../../login-requests/begin.ts";
import { abandonLogin } from "../../login-requests/abandon.ts";
import { LoginRefused, type LoginRefusedReason } from "../../login-requests/login-refused.ts";
import { redeemLogin, type RedeemDeps } from "../../login-requests/redeem.ts";
import { revokeTraded } from "../../login-requests/used-twice.ts";
import { Refusal } from "../../refusal.ts";
import { send, typeOfMessage } from "./messages.ts";

export interface ConversationDeps extends RedeemDeps {
  readonly publicUrl: string;
  readonly onError: (error: Error) => void;
}

/** It never says what it is called. */
const CLIENT_NAME = "Northflank's command line";
const INIT_TIMEOUT_MS = 10_000;
const ASK_EVERY_MS = 1000;
const CLOSED = { done: 1000, misunderstood: 1008, failed: 1011 } as const;

const FAILURES: Partial<Record<LoginRefusedReason, string>> = {
  denied: "The login was denied.",
  expired: "Nobody has approved the login in time.",
  void: "Whoever approved the login may not issue this token any more, or has signed out.",
};

/** One command line on its open line, from `init` until it has its token or learns why there is none. */
export class Conversation {
  readonly #socket: WebSocket;
  readonly #origin: Origin;
  readonly #deps: ConversationDeps;
  #timer: NodeJS.Timeout;
  #login: { readonly id: string; readonly code: string } | undefined;
  #isBegun = false;

  constructor(socket: WebSocket, origin: Origin, deps: ConversationDeps) {
    this.#socket = socket;
    this.#origin = origin;
    this.#deps = deps;
    this.#timer = setTimeout(() => socket.close(CLOSED.misunderstood, "No init in time."), INIT_TIMEOUT_MS);
    socket.on("message", (data: Buffer) => this.#receive(typeOfMessage(data)));
    socket.on("close", () => void this.#leave().catch(deps.onError));
    // What is wrong with the line shows in its close.
    socket.on("error", () => {});
  }

  #receive(type: ReturnType<typeof typeOfMessage>): void {
    if (type === "init" && !this.#isBegun) void this.#begin().catch((error: unknown) => this.#fail(error));
    else this.#socket.close(type === "aborted" ? CLOSED.done : CLOSED.misunderstood);
  }

  async #begin(): Promise<void> {
    this.#isBegun = true;
    clearTimeout(this.#timer);
    const { database, publicUrl } = this.#deps;
    const begin = { clientName: CLIENT_NAME, origin: this.#origin, now: new Date() };
    this.#login = await beginNorthflankLogin(database, begin);
    send(this.#socket, { type: "init-ack", loginPage: `${publicUrl}/approve/${this.#login.id}` });
    if (this.#isOpen()) this.#askLater();
    else await this.#leave();
  }

  #askLater(): void {
    this.#timer = setTimeout(
      () => void this.#ask().catch((error: unknown) => this.#fail(error)),
      ASK_EVERY_MS,
    );
  }

  async #ask(): Promise<void> {
    if (!this.#login || !this.#isOpen()) return;
    const { code } = this.#login;
    const redeem = { code, origin: this.#origin, now: new Date() };
    const proves = ({ kind }: { kind: string }) => kind === "northflank";
    try {
      const { value, name } = await redeemLogin(this.#deps, { ...redeem, proves });
      // Nobody is there any more to take it.
      if (!this.#isOpen()) return await revokeTraded(this.#deps, redeem);
      send(this.#socket, { type: "login-success", apiToken: value, contextName: name });
      this.#socket.close(CLOSED.done);
    } catch (error) {
      if (!(error instanceof LoginRefused) || error.reason !== "pending") throw error;
      if (this.#isOpen()) this.#askLater();
    }
  }

  #fail(error: unknown): void {
    const message = messageFor(error);
    if (message === undefined) this.#deps.onError(error as Error);
    send(this.#socket, { type: "login-failure", message: message ?? "The server could not go on." });
    this.#socket.close(message === undefined ? CLOSED.failed : CLOSED.done);
  }

  async #leave(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#login) await abandonLogin(this.#deps.database, this.#login.id, new Date());
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }
}

/** Undefined for a failure of ours. */
function messageFor(error: unknown): string | undefined {
  if (error instanceof LoginRefused) return FAILURES[error.reason] ?? "The login has ended.";
  return error instanceof Refusal ? error.message : undefined;
}
