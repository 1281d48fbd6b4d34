import { ApiError, type Client, createClient, type Fetch } from "@keywright/sdk";
import { NotAsPromised } from "./promised.ts";
import type { Entry, Timeline } from "./timeline.ts";
import { type Exchange, recordingFetch, withoutRepeats } from "./wire.ts";

export interface Step<T> {
  /** What was done, once it is. */
  readonly says: string;
  readonly run: () => Promise<T>;
  /** Throws when the outcome is not what was promised. */
  readonly check?: (outcome: T) => void;
  /** Said after it, on the same line. */
  readonly adds?: (outcome: T) => string;
  readonly notes?: (outcome: T, about: AboutStep) => readonly string[];
}

interface AboutStep {
  /** From the answer of the step before to the first answer of this one. */
  readonly afterMs: number;
  /** How many characters of a note fit in one line. */
  readonly noteWidth: number;
}

/** Of the protected API: its own, or a refusal by the verifier in it. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** `WWW-Authenticate`. */
  readonly challenge: string | null;
}

interface StageOptions {
  readonly url: string;
  readonly timeline: Timeline;
  /** Once aborted, nothing is played or told any more. */
  readonly stopped: AbortSignal;
}

/** Where the story is played: each step is done for real, checked, and told. */
export class Stage {
  readonly #options: StageOptions;
  #exchanges: Exchange[] = [];
  #last: Exchange | undefined;
  #requests = 0;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  get requests(): number {
    return this.#requests;
  }

  /** The newest exchange that was told. */
  get lastExchange(): Exchange | undefined {
    return this.#last;
  }

  /** On the wall clock, in milliseconds since 1970. */
  get startedAt(): number {
    return this.#options.timeline.startedAt;
  }

  /** A client whose requests are told under this name. */
  client(who: string, token: string): Client {
    return createClient({ url: this.url, token, fetch: this.#fetchAs(who) });
  }

  /** For what anybody may read and what is no operation of the API. */
  async getPublic(path: string): Promise<unknown> {
    const response = await this.#fetchAs("anyone")(this.url + path, { method: "GET" });
    return response.json();
  }

  /** A request to an API that is not Keywright's. */
  async send(who: string, url: string, init: { method: string; token: string }): Promise<ApiAnswer> {
    const headers = { authorization: `Bearer ${init.token}` };
    const response = await this.#fetchAs(who)(url, { method: init.method, headers });
    return {
      status: response.status,
      body: (await response.json()) as ApiAnswer["body"],
      challenge: response.headers.get("www-authenticate"),
    };
  }

  #fetchAs(who: string): Fetch {
    return recordingFetch(who, (exchange) => this.#exchanges.push(exchange));
  }

  chapter(name: string, text: string): void {
    const { stopped, timeline } = this.#options;
    stopped.throwIfAborted();
    timeline.chapter(name, text);
  }

  allowed<T>(step: Step<T>): Promise<T> {
    return this.#play("allowed", step);
  }

  refused<T>(step: Step<T>): Promise<T> {
    return this.#play("refused", step);
  }

  /** For what takes a while, told before it begins. */
  remark(text: string): void {
    this.#tell({ mark: "remark", text });
  }

  async #play<T>(mark: Entry["mark"], step: Step<T>): Promise<T> {
    const outcome = await checked(step);
    const exchanges = this.#exchanges;
    this.#exchanges = [];
    const afterMs = (exchanges[0]?.answeredAtMs ?? 0) - (this.#last?.answeredAtMs ?? 0);
    this.#last = exchanges.at(-1) ?? this.#last;
    this.#requests += exchanges.length;
    const { noteWidth } = this.#options.timeline;
    const text = step.adds ? `${step.says} · ${step.adds(outcome)}` : step.says;
    this.#tell({
      mark,
      text,
      exchanges: withoutRepeats(exchanges),
      notes: step.notes?.(outcome, { afterMs, noteWidth }) ?? [],
    });
    return outcome;
  }

  #tell(entry: Entry): void {
    const { stopped, timeline } = this.#options;
    stopped.throwIfAborted();
    timeline.entry(entry);
  }
}

/** Runs the step; whatever keeps it from its promise is reported together with what the step would have said. */
async function checked<T>({ says, run, check }: Step<T>): Promise<T> {
  try {
    const outcome = await run();
    check?.(outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof NotAsPromised)) throw error;
    const answer = error instanceof ApiError ? `The server answered ${error.status} ${error.code}: ` : "";
    throw new NotAsPromised(`“${says}” does not hold.\n${answer}${error.message}`, { cause: error });
  }
}

interface ExpectedRefusal {
  readonly status: number;
  readonly code: ApiError["code"];
}

/** The refusal that a call must meet. */
export async function refusal(call: Promise<unknown>, expected: ExpectedRefusal): Promise<ApiError> {
  const { status, code } = expected;
  const outcome = await call.then(
    () => "It was allowed",
    (error: unknown) => error,
  );
  if (outcome instanceof ApiError && outcome.status === status && outcome.code === code) return outcome;
  if (outcome instanceof Error && !(outcome instanceof ApiError)) throw outcome;
  const got = outcome instanceof ApiError ? `It was refused with ${outcome.status} ${outcome.code}` : outcome;
  throw new NotAsPromised(`${String(got)}, where ${status} ${code} was promised.`);
}
