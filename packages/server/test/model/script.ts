import type { Client } from "@keywright/sdk";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { type Installation, ServerDecider } from "./installation.ts";
import { Judge } from "./judge.ts";
import type { Random } from "./random.ts";
import type { RemoteVerifier } from "./remote-verifier.ts";
import { someQuestion, type Tenant } from "./tenant.ts";
import type { Deed, IssuedKey, Question } from "./truth.ts";
import { type Attempt, Writing, type Written } from "./writing.ts";

const UNDER_WAY_MAX = 24;
const BREATH_MS = 10;
const CHECKS_PER_REQUEST = 4;
const DISTURBED_MAX_MS = 1500;
const SETTLE_MAX_MS = 30_000;
/** Long enough to see a lease run out. */
const WAIT_SECONDS = [undefined, undefined, undefined, undefined, 0.05, 8];

/** Refusals that come of two writes meeting. */
const EXPECTED_REFUSALS = new Set([
  ...["not_found", "token_ended", "unknown_reference", "suspended", "slug_taken", "too_many_keys"],
  "validation_failed",
]);

/** Runs steps against an installation, and holds everything that it is told against the truth. */
export class Run {
  readonly random: Random;
  readonly judge: Judge;
  readonly refusals = new Map<string, number>();
  readonly counts = { writes: 0, complete: 0, incomplete: 0, disturbances: 0 };
  readonly #installation: Installation;
  readonly #deciders: readonly ServerDecider[];
  readonly #underWay = new Set<Promise<void>>();
  readonly #disturbed = new Map<object, number>();
  #failure: unknown;

  constructor(installation: Installation, random: Random, leaseMs: number) {
    this.#installation = installation;
    this.random = random;
    this.judge = new Judge(installation.truth, leaseMs);
    this.#deciders = installation.servers.map((server, index) => new ServerDecider(server, index));
  }

  get tenants(): readonly Tenant[] {
    return this.#installation.tenants;
  }

  get operatorToken(): string {
    return this.#installation.operatorToken;
  }

  async nextStep(): Promise<void> {
    this.judge.step += 1;
    await turn();
    // Not for ever: some wait for a step that is still to come.
    if (this.#underWay.size >= UNDER_WAY_MAX) await Promise.race([...this.#underWay, delay(BREATH_MS)]);
    this.rethrow();
  }

  rethrow(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Goes on beside the steps that follow. */
  background(work: Promise<unknown>, { isCounted = true } = {}): Promise<void> {
    const done: Promise<void> = work.then(
      () => {},
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
    if (isCounted) {
      this.#underWay.add(done);
      void done.finally(() => this.#underWay.delete(done));
    }
    return done;
  }

  /** What the next write is sent with: chosen now, whenever it will be sent. */
  plan(): Writing {
    const { servers } = this.#installation;
    const first = this.random.pick(servers)!;
    return new Writing(this, this.#installation, first, this.random.pick(WAIT_SECONDS));
  }

  /** A write has been answered. */
  learn(
    tenant: Tenant,
    { answer, server }: Attempt<Written>,
    deeds: readonly Deed[],
    begunAtMs: number,
  ): void {
    const { truth, verifiers } = this.#installation;
    const { revision, propagation } = answer;
    this.counts.writes += 1;
    truth.record(revision, { org: tenant.id, deeds });
    for (const decider of this.#deciders) {
      const isTold = decider.server === server || propagation?.complete;
      if (isTold) decider.floor = Math.max(decider.floor, revision);
    }
    if (propagation) {
      this.counts[propagation.complete ? "complete" : "incomplete"] += 1;
      for (const verifier of verifiers) bind(verifier, tenant.id, revision, propagation);
    }
    this.judge.learned(revision, begunAtMs);
  }

  refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    if (!EXPECTED_REFUSALS.has(code)) throw new Error(`a write was refused with ${code}`);
  }

  someKey(): IssuedKey | undefined {
    const tokens = this.tenants.flatMap((tenant) => tenant.tokens);
    return this.random.pick(answeredKeys(this.random.pick(tokens)?.keys ?? []));
  }

  /** At a verifier; with a revision that it must have, it may take its time. */
  checkAtVerifier(): void {
    const verifier = this.random.pick(this.#installation.verifiers)!;
    const key = this.someKey();
    const question = someQuestion(this.random);
    const isDemanding = this.random.chance(0.05);
    if (!key) return;
    const asked = this.judge.asking(verifier);
    const atLeastRevision = isDemanding ? this.#installation.truth.knownTo : undefined;
    const floor = Math.max(asked.floor, atLeastRevision ?? 0);
    const verdict = verifier.verifier.verify(key.value, { ...question, atLeastRevision });
    if (!(verdict instanceof Promise)) {
      return this.judge.answered(verifier, { ...asked, floor }, key, question, verdict);
    }
    const judged = verdict.then((given) =>
      this.judge.answered(verifier, { ...asked, floor }, key, question, given),
    );
    void this.background(judged);
  }

  checkAtServer(): void {
    const decider = this.random.pick(this.#deciders)!;
    const pairs = Array.from({ length: CHECKS_PER_REQUEST }, () => ({
      key: this.someKey(),
      question: someQuestion(this.random),
    }));
    const known = pairs.filter((pair): pair is Pair => pair.key !== undefined);
    if (known.length > 0) void this.background(this.#askServer(decider, known, true));
  }

  async #askServer(decider: ServerDecider, pairs: readonly Pair[], mayBeStale: boolean): Promise<void> {
    if (!decider.server.isUp) return;
    const asked = this.judge.asking(decider);
    const checks = pairs.map(({ key, question }) => ({ token: key.value, ...question }));
    let answer: Awaited<ReturnType<Client["verify"]>>;
    try {
      answer = await decider.server.client(this.operatorToken).verify({ body: { checks } });
    } catch (error) {
      if (!mayBeStale) throw error;
      // It went down, or cannot vouch for anything.
      return;
    }
    const { verdicts } = answer as Extract<typeof answer, { verdicts: unknown }>;
    for (const [index, { key, question }] of pairs.entries()) {
      this.judge.answered(decider, asked, key, question, verdicts[index]!, mayBeStale);
    }
  }

  /** Something fails for a while. */
  disturb(): void {
    const { random } = this;
    const { servers, verifiers } = this.#installation;
    const forMs = random.chance(0.3)
      ? random.next() * 3 * DISTURBED_MAX_MS
      : random.next() * DISTURBED_MAX_MS;
    const kind = random.below(12);
    const isOnServer = kind >= 9;
    const target = isOnServer ? random.pick(servers)! : random.pick(verifiers)!;
    // One server at least goes on, so that writes are answered.
    const disturbedServers = servers.filter((server) => this.#disturbed.has(server)).length;
    if (this.#disturbed.has(target) || (isOnServer && disturbedServers >= servers.length - 1)) return;
    this.counts.disturbances += 1;
    this.#disturbed.set(target, kind);
    const during = isOnServer
      ? disturbServer(target as (typeof servers)[number], kind, forMs)
      : disturbLine(target as RemoteVerifier, kind, forMs);
    void this.background(
      during.finally(() => this.#disturbed.delete(target)),
      { isCounted: false },
    );
  }

  /** Everything whole, everything answered: now all agree with the truth, at the last revision, and nobody is stale. */
  async settle(): Promise<void> {
    const { verifiers, truth } = this.#installation;
    const giveUpAtMs = performance.now() + SETTLE_MAX_MS;
    const until = async (what: string, condition: () => boolean) => {
      while (!condition()) {
        this.rethrow();
        if (performance.now() > giveUpAtMs) throw new Error(`step ${this.judge.step}: not settled: ${what}`);
        await delay(10);
      }
    };
    await until(
      `disturbances go on: ${[...this.#disturbed.values()].join()}`,
      () => this.#disturbed.size === 0,
    );
    await until("a write is not answered", () => this.#underWay.size === 0);
    // Suspending and resuming is not counted among these, and takes a revision too.
    await Promise.all(this.tenants.map(({ turn }) => turn));
    this.judge.settled();
    for (const { server } of this.#deciders) await until(`${server.url} is not live`, () => server.isLive);
    for (const remote of verifiers) {
      // One that was refused while its organization was suspended is another verifier by and by.
      await until(`${remote.name} is behind`, () => {
        const { live, revision } = remote.verifier.statistics;
        return live && revision >= truth.knownTo;
      });
    }
    const pairs = this.#everyQuestion();
    for (const decider of verifiers) {
      for (const { key, question } of pairs) {
        // On a busy machine a lease may run out between two pulses, and is given again.
        await until(`${decider.name} is not live`, () => decider.verifier.statistics.live);
        const asked = this.judge.asking(decider);
        const verdict = await decider.verifier.verify(key.value, question);
        const isLate = !verdict.allowed && verdict.reason === "stale" && !decider.verifier.statistics.live;
        this.judge.answered(decider, { ...asked, floor: truth.knownTo }, key, question, verdict, isLate);
      }
    }
    for (const decider of this.#deciders) {
      await until(`${decider.server.url} is not live`, () => decider.server.isLive);
      await this.#askServer(decider, pairs.slice(0, 100), false);
    }
  }

  #everyQuestion(): Pair[] {
    const keys = this.tenants.flatMap(({ tokens }) => tokens.flatMap((token) => answeredKeys(token.keys)));
    return keys.flatMap((key) => [0, 1].map(() => ({ key, question: someQuestion(this.random) })));
  }
}

interface Pair {
  readonly key: IssuedKey;
  readonly question: Question;
}

/** A repeated request whose key has ended meanwhile is answered without the value: nobody can check with it. */
function answeredKeys(keys: readonly IssuedKey[]): IssuedKey[] {
  return keys.filter(({ value }) => Boolean(value));
}

/** What an answer says about a verifier: it has confirmed, or it does not decide any more, or not for long. */
function bind(
  verifier: RemoteVerifier,
  org: string,
  revision: number,
  { complete, pending }: NonNullable<Written["propagation"]>,
): void {
  if (verifier.org !== null && verifier.org !== org) return;
  const behind = pending.find(({ name }) => name === verifier.name);
  if (complete || !behind) verifier.floor = Math.max(verifier.floor, revision);
  // What is said in whole milliseconds may be one more.
  else verifier.mustHaveBy(revision, Date.parse(behind.leaseEndsAt) + 1);
}

async function disturbLine(verifier: RemoteVerifier, kind: number, forMs: number): Promise<void> {
  if (kind < 2) return verifier.restart(kind === 0);
  if (kind < 6) verifier.freeze();
  else verifier.cut();
  await delay(forMs);
  verifier.heal();
}

async function disturbServer(
  server: Installation["servers"][number],
  kind: number,
  forMs: number,
): Promise<void> {
  if (kind === 9) {
    server.cutOff();
    await delay(forMs);
    return server.reconnect();
  }
  await (kind === 10 ? server.kill() : server.stop());
  await delay(forMs / 4);
  await server.start();
}
