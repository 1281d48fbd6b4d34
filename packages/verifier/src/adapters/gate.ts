import { parsePermission, type Reason } from "@keywright/policy";
import { endsSoon } from "../ends-soon.ts";
import type { Exposure, NamedPrincipal, Principal } from "../principal.ts";
import type { Verifier, VerifierVerdict } from "../stream/verifier.ts";
import { type Scheme, type TokenReader, tokenReader } from "./bearer.ts";
import { NotAName, readName, type Source } from "./place.ts";
import { answerHeaders, type Refusal, refusal, type RefusalParts } from "./refusal.ts";
import { type RefusalCode, WRONG_EXPOSURE } from "./words.ts";

/** What a guard asks of a verifier. */
export type GuardVerifier = Pick<Verifier, "verify" | "knowsPermission">;

/** What a handler learns about a request that was let in. */
export interface Access {
  /** Who asks. When a server decided because the verifier could not (`onStale: "introspect"`), without its authority. */
  readonly principal: Principal | NamedPrincipal;
  /** The revision of the authority by which it was let in. */
  readonly revision: number;
}

export interface GuardOptions<Args extends readonly unknown[]> {
  /**
   * The caller's address, for tokens that may be used from certain addresses only. Unless said otherwise the address of
   * the socket, which behind a proxy is the proxy's. Say here how your proxy names the caller, and only where nobody can
   * reach the process around it: a header that anyone can send is not an address.
   */
  readonly ip?: (...args: Args) => string | undefined;
  /** The only exposure that the routes take: `"publishable"` for what pages and apps call, `"secret"` for the rest. */
  readonly exposure?: Exposure;
  /**
   * How clients may send their token in `Authorization`: `["Bearer"]` unless said otherwise. With `"Token"` also
   * `Token <token>`, with `"bare"` also the token alone, as clients of some platforms do.
   */
  readonly schemes?: readonly Scheme[];
  /** Answers 404 instead of 403 for teams and projects out of reach, as Keywright's own API does. */
  readonly hideRestricted?: boolean;
  /** What refusals call the request, in `x-request-id` and in the body; a random UUID unless said otherwise. */
  readonly requestId?: (...args: Args) => string;
  /**
   * Hears of everything that was answered with 500: an error in a function of yours, a permission that the catalogue
   * does not know (`UnknownPermission`, once for each). Unless said otherwise it is written to the console.
   */
  readonly onError?: (error: unknown) => void;
}

/** Where a request takes place. What is left out is not asked about; see the README for what that means. */
export interface RouteOptions<Args extends readonly unknown[]> {
  /** Slug of the project: name of the path parameter, or a function. */
  readonly project?: Source<Args>;
  readonly environment?: Source<Args>;
  /** Slug of the team; a team's token implies its own. */
  readonly team?: Source<Args>;
  /** Takes the place of the guard's `ip` here. */
  readonly ip?: (...args: Args) => string | undefined;
  /** Takes the place of the guard's `exposure` here. */
  readonly exposure?: Exposure;
}

/** What a gate reads of a request. */
export type HeaderName = "authorization" | "origin";

/** What a gate must know of a framework. */
interface Host<Args extends readonly unknown[]> {
  header(name: HeaderName, ...args: Args): string | null | undefined;
  parameter(name: string, ...args: Args): unknown;
  address(...args: Args): string | undefined;
}

export type Outcome =
  | {
      readonly access: Access;
      /** For the answer, whatever the handler makes of it. */
      readonly headers: Readonly<Record<string, string>>;
      readonly refused?: never;
    }
  | { readonly access?: never; readonly headers?: never; readonly refused: Refusal };

/** A route asks for a permission that the installation's catalogue does not have: nobody can hold it. */
export class UnknownPermission extends Error {
  override readonly name = "UnknownPermission";
  readonly permissions: readonly string[];

  constructor(permissions: readonly string[]) {
    super(`The catalogue has no such permission: ${permissions.join(", ")}.`);
    this.permissions = permissions;
  }
}

/** The one way in that all adapters share: who is this, may they do this here, and what is said to those who may not. */
export class Gate<Args extends readonly unknown[]> {
  readonly #verifier: GuardVerifier;
  readonly #host: Host<Args>;
  readonly #options: GuardOptions<Args>;
  readonly #tokenIn: TokenReader;
  readonly #declared = new Set<string>();
  readonly #reported = new Set<string>();

  constructor(verifier: GuardVerifier, host: Host<Args>, options: GuardOptions<Args>) {
    this.#verifier = verifier;
    this.#host = host;
    this.#options = options;
    this.#tokenIn = tokenReader(options.schemes);
    requireExposure(options.exposure);
  }

  /** A route that asks for this permission. Throws `TypeError` for what is no permission, or no exposure, at all. */
  route(permission: string, route: RouteOptions<Args>): (...args: Args) => Promise<Outcome> {
    if (!parsePermission(permission)) {
      throw new TypeError(`Not a permission: "${permission}". It must be scope:category:resource:action.`);
    }
    requireExposure(route.exposure);
    this.#declared.add(permission);
    return async (...args) => {
      try {
        return await this.#admit(permission, route, args);
      } catch (error) {
        if (error instanceof NotAName)
          return this.#refuse("bad_request", permission, args, { detail: error.message });
        this.#report(error);
        return this.#refuse("internal_error", permission, args);
      }
    };
  }

  /** Throws `UnknownPermission` if routes so far ask for what the catalogue does not have; an Error before the start. */
  assertPermissionsKnown(): void {
    const answers = [...this.#declared].map((permission) => this.#verifier.knowsPermission(permission));
    if (answers.includes(undefined))
      throw new Error("The verifier knows no catalogue yet: await its start() first.");
    const unknown = [...this.#declared].filter((_, index) => answers[index] === false);
    if (unknown.length > 0) throw new UnknownPermission(unknown);
  }

  async #admit(permission: string, route: RouteOptions<Args>, args: Args): Promise<Outcome> {
    const token = this.#tokenIn(this.#host.header("authorization", ...args));
    if (token === undefined) return this.#refuse("no_credentials", permission, args);
    if (token === "") return this.#refuse("malformed", permission, args);
    const exposure = route.exposure ?? this.#options.exposure;
    const verdict = await this.#verifier.verify(token, {
      permission,
      team: await this.#name("team", route.team, args),
      project: await this.#name("project", route.project, args),
      environment: await this.#name("environment", route.environment, args),
      ip: (route.ip ?? this.#options.ip ?? this.#host.address)(...args),
      origin: this.#host.header("origin", ...args) ?? undefined,
      exposure,
    });
    const keyEnds = verdict.principal && endsSoon(verdict.principal, Date.now() / 1000);
    if (verdict.allowed) {
      const { principal, revision } = verdict;
      return { access: { principal, revision }, headers: answerHeaders(permission, keyEnds) };
    }
    if (this.#isUnknown(permission, verdict)) return this.#refuse("internal_error", permission, args);
    const detail = verdict.reason === "wrong_exposure" && exposure ? WRONG_EXPOSURE[exposure] : undefined;
    return this.#refuse(this.#shown(verdict.reason), permission, args, { detail, keyEnds });
  }

  #name(what: "team" | "project" | "environment", source: Source<Args> | undefined, args: Args) {
    return readName(what, source, (name, ...rest: Args) => this.#host.parameter(name, ...rest), args);
  }

  /** Nobody holds a permission that does not exist, and no token can be mended: the mistake is the route's. */
  #isUnknown(permission: string, verdict: VerifierVerdict & { readonly allowed: false }): boolean {
    if (verdict.reason !== "permission_missing" || "remote" in verdict) return false;
    if (this.#verifier.knowsPermission(permission) !== false) return false;
    if (!this.#reported.has(permission)) {
      this.#reported.add(permission);
      this.#report(new UnknownPermission([permission]));
    }
    return true;
  }

  #shown(reason: Reason): RefusalCode {
    const isHidden = reason === "project_restricted" || reason === "team_restricted";
    return isHidden && this.#options.hideRestricted === true ? "not_found" : reason;
  }

  #refuse(
    code: RefusalCode,
    permission: string,
    args: Args,
    more: Pick<RefusalParts, "detail" | "keyEnds"> = {},
  ): Outcome {
    return { refused: refusal({ code, permission, requestId: this.#requestId(args), ...more }) };
  }

  #requestId(args: Args): string {
    try {
      const given = this.#options.requestId?.(...args);
      if (given !== undefined && HEADER_VALUE.test(given)) return given;
    } catch (error) {
      this.#report(error);
    }
    return crypto.randomUUID();
  }

  /** Whatever the listener does, the request stays refused. */
  #report(error: unknown): void {
    try {
      const { onError = writeToConsole } = this.#options;
      onError(error);
    } catch {
      // It was told; there is nobody else to tell.
    }
  }
}

const HEADER_VALUE = /^[\x20-\x7e]{1,200}$/;

function requireExposure(exposure: string | undefined): void {
  if (exposure === undefined || Object.hasOwn(WRONG_EXPOSURE, exposure)) return;
  throw new TypeError(`Not an exposure: "${exposure}". It must be "secret" or "publishable".`);
}

function writeToConsole(error: unknown): void {
  // eslint-disable-next-line no-console -- Answered with a mute 500: said nowhere else, it could not be found.
  console.error("keywright: a protected route failed:", error);
}
