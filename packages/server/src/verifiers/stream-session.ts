import {
  CLOSE,
  parseMessage,
  readVerifierMessage,
  type Revision,
  type ServerMessage,
  snapshotOf,
  type UsageEntry,
  type VerifierMessage,
} from "@keywright/verifier";
import type { WebSocket } from "@fastify/websocket";
import type { Authority } from "../authority/authority.ts";
import { newId } from "../ids.ts";
import { admitVerifier } from "./admission.ts";
import type { Leased, Registry } from "./registry.ts";

const HELLO_TIMEOUT_MS = 5000;
/** Behind by more than this, a snapshot is shorter than what was missed. */
const RESUME_REVISIONS_MAX = 1000;
/** A verifier that does not read is cut off rather than kept in memory. */
const BUFFER_MAX_BYTES = 32 * 1024 * 1024;

export interface SessionDeps {
  readonly authority: Authority;
  readonly registry: Registry;
  /** What a verifier has counted; null: of the whole installation. */
  readonly report: (entries: readonly UsageEntry[], orgId: string | null) => void;
  /** The revisions after one that a verifier has, oldest first; undefined when they are not all there any more. */
  readonly revisionsAfter: (revision: number, limit: number) => Promise<Revision[]>;
}

type Hello = Extract<VerifierMessage, { type: "hello" }>;

/** One verifier's line: admits it, brings it up to date, and from then on passes every revision on and hears it confirmed. */
export class StreamSession implements Leased {
  readonly id = newId("vfr");
  readonly #socket: WebSocket;
  readonly #ip: string | undefined;
  readonly #deps: SessionDeps;
  readonly #helloTimer: NodeJS.Timeout;
  #hello: Hello | undefined;
  #orgId: string | null = null;
  #revision = 0;
  #isCurrent = false;
  #echo = { echo: 0, receivedAtMs: 0 };

  constructor(socket: WebSocket, ip: string | undefined, deps: SessionDeps) {
    this.#socket = socket;
    this.#ip = ip;
    this.#deps = deps;
    this.#helloTimer = setTimeout(() => this.#close(CLOSE.timeout, "No hello in time."), HELLO_TIMEOUT_MS);
    // Messages are taken one after the other: an ack may not overtake the hello before it.
    let last = Promise.resolve();
    socket.on("message", (data: Buffer, isBinary) => {
      last = last
        .then(() => this.#receive(isBinary ? undefined : data.toString()))
        .catch(() => {
          this.#close(CLOSE.stale, "The server could not go on.");
        });
    });
    socket.on("close", () => {
      clearTimeout(this.#helloTimer);
      void deps.registry.leave(this.id);
    });
    // What is wrong with the line shows in its close.
    socket.on("error", () => {});
  }

  lastEcho() {
    return this.#echo;
  }

  grant(echo: number): void {
    const { leaseMs } = this.#deps.authority;
    if (performance.now() - this.#echo.receivedAtMs > leaseMs) {
      this.#close(CLOSE.timeout, "No sign of life.");
    } else if (this.#isCurrent) {
      this.#send({ type: "lease", leaseMs, echo, revision: this.#revision });
    }
  }

  /** Passes a revision on as it comes in. One that is still being brought up to date reads it from the log. */
  pass(revision: Revision): void {
    if (!this.#isCurrent) return;
    if (revision.revision !== this.#revision + 1) return this.#close(CLOSE.stale, "A revision was missed.");
    this.#sendRevision(revision);
  }

  /** Its credential may have ended meanwhile. */
  async checkCredential(): Promise<void> {
    if (!this.#hello) return;
    const admission = await admitVerifier(this.#deps.authority, this.#hello.credential, this.#ip);
    if (!admission.admitted) this.#close(admission.code, admission.reason);
    else if (admission.orgId !== this.#orgId)
      this.#close(CLOSE.fromTheFuture, "The credential sees something else now.");
  }

  close(reason: string): void {
    this.#close(CLOSE.stale, reason);
  }

  async #receive(text: string | undefined): Promise<void> {
    const parsed = text === undefined ? undefined : parseMessage(text);
    const message = parsed ? readVerifierMessage(parsed) : "malformed";
    if (message === "unknown") return;
    if (message === "malformed") return this.#close(CLOSE.badMessage, "That is no message.");
    if (message.type === "hello") return this.#welcome(message);
    if (!this.#hello) return this.#close(CLOSE.badMessage, "Say hello first.");
    if (message.type === "usage") return this.#deps.report(message.entries, this.#orgId);
    if (message.type === "bye") return this.#deps.registry.forget(this.id);
    if (message.revision > this.#revision)
      return this.#close(CLOSE.badMessage, "That revision was never sent.");
    this.#echo = { echo: message.at, receivedAtMs: performance.now() };
    this.#deps.registry.acknowledge(this.id, message.revision);
  }

  async #welcome(hello: Hello): Promise<void> {
    if (this.#hello) return this.#close(CLOSE.badMessage, "Hello was said already.");
    clearTimeout(this.#helloTimer);
    this.#hello = hello;
    this.#echo = { echo: hello.at, receivedAtMs: performance.now() };
    const { authority, registry } = this.#deps;
    const admission = await admitVerifier(authority, hello.credential, this.#ip);
    if (!admission.admitted) return this.#close(admission.code, admission.reason);
    this.#orgId = admission.orgId;
    await registry.enter(this, {
      name: hello.name,
      instance: hello.instance,
      orgId: this.#orgId,
      acknowledged: Math.min(hello.revision ?? 0, authority.state.revision),
    });
    if (this.#socket.readyState !== this.#socket.OPEN) return void registry.leave(this.id);
    if (!authority.isLive())
      return this.#close(CLOSE.stale, "This server cannot confirm the current authority.");
    await this.#bringUpToDate(hello.revision);
  }

  /** From the revision it has, if the log still reaches back; else from a snapshot. Ends in step with the state. */
  async #bringUpToDate(has: number | null): Promise<void> {
    const { state } = this.#deps.authority;
    if (has !== null && has > state.revision) {
      return this.#close(CLOSE.fromTheFuture, "This installation has not come that far.");
    }
    this.#revision = has ?? -1;
    while (this.#revision < state.revision) {
      const missed =
        this.#revision < 0 || state.revision - this.#revision > RESUME_REVISIONS_MAX
          ? []
          : await this.#deps.revisionsAfter(this.#revision, RESUME_REVISIONS_MAX);
      if (missed[0]?.revision === this.#revision + 1)
        for (const revision of missed) this.#sendRevision(revision);
      else this.#sendSnapshot();
    }
    // No waiting between the last comparison and here: the next revision is passed on.
    this.#isCurrent = true;
    this.grant(this.#echo.echo);
  }

  #sendSnapshot(): void {
    const { revision, changes } = snapshotOf(this.#deps.authority.state, this.#orgId ?? undefined);
    this.#send({ type: "snapshot", revision, changes });
    this.#revision = revision;
  }

  /** Of another organization a verifier learns that a revision was taken, because it must count, and nothing else. */
  #sendRevision({ revision, orgId, changes }: Revision): void {
    const isSeen = this.#orgId === null || orgId === null || orgId === this.#orgId;
    this.#send({ type: "change", revision, ...(isSeen ? { orgId, changes } : { orgId: null, changes: [] }) });
    this.#revision = revision;
  }

  #send(message: ServerMessage): void {
    if (this.#socket.bufferedAmount > BUFFER_MAX_BYTES) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  #close(code: number, reason: string): void {
    this.#isCurrent = false;
    this.#socket.close(code, reason);
  }
}
