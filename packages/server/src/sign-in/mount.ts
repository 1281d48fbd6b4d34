import { SIGN_IN_LOCK_SECONDS } from "@keywright/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Origin } from "../caller.ts";
import type { Database } from "../db/database.ts";
import { originOf } from "../http/origin.ts";
import { refuseOtherMethods } from "../http/other-methods.ts";
import type { People } from "../http/people.ts";
import { Refusal } from "../refusal.ts";
import { recordArrival } from "./arrivals.ts";
import { AUTH_PATH, CLIENT_ADDRESS_HEADER } from "./auth.ts";
import { withoutCookie } from "./cookie.ts";
import type { Person } from "./sessions.ts";
import type { RunningSignIn } from "./start.ts";

/** The library's operations that are ours too. What it could do besides, such as signing people up, nobody can ask for. */
const OPERATIONS = {
  "/sign-in/email": "POST",
  "/sign-out": "POST",
  "/get-session": "GET",
  "/list-sessions": "GET",
  "/revoke-session": "POST",
  "/revoke-sessions": "POST",
  "/revoke-other-sessions": "POST",
  "/update-user": "POST",
  "/change-password": "POST",
  "/request-password-reset": "POST",
  "/reset-password": "POST",
  "/two-factor/enable": "POST",
  "/two-factor/disable": "POST",
  "/two-factor/verify-totp": "POST",
  "/two-factor/verify-backup-code": "POST",
  "/two-factor/generate-backup-codes": "POST",
  "/passkey/generate-register-options": "GET",
  "/passkey/verify-registration": "POST",
  "/passkey/generate-authenticate-options": "GET",
  "/passkey/verify-authentication": "POST",
  "/passkey/list-user-passkeys": "GET",
  "/passkey/update-passkey": "POST",
  "/passkey/delete-passkey": "POST",
} as const;

const BODY_MAX_BYTES = 64 * 1024;

/** By these a session begins. */
const ARRIVALS: ReadonlySet<string> = new Set([
  "/sign-in/email",
  "/two-factor/verify-totp",
  "/two-factor/verify-backup-code",
  "/passkey/verify-authentication",
]);

/** All that a session may ask for that began with single sign-on: what lasts beyond its organization is not its concern. */
const OPEN_TO_SSO: ReadonlySet<string> = new Set([
  "/sign-in/email",
  "/sign-out",
  "/get-session",
  "/request-password-reset",
  "/reset-password",
  "/passkey/generate-authenticate-options",
  "/passkey/verify-authentication",
]);

interface SignInMount {
  readonly database: Database;
  readonly signIn: RunningSignIn;
  readonly people: People;
  readonly publicUrl: string;
}

/** The library's own HTTP surface, for people's browsers, behind our locks. */
export function mountSignIn(app: FastifyInstance, deps: SignInMount): void {
  for (const [path, method] of Object.entries(OPERATIONS)) {
    const url = `${AUTH_PATH}${path}`;
    app.route({
      method,
      url,
      bodyLimit: BODY_MAX_BYTES,
      onRequest: async (request) => deps.people.refuseOtherSites(request),
      handler: async (request, reply) => pass(await answer(deps, path, request), reply),
    });
    refuseOtherMethods(app, url, new Set([method]));
  }
}

async function answer(deps: SignInMount, path: string, request: FastifyRequest): Promise<Response> {
  const { auth, door } = deps.signIn;
  const before = await personBefore(deps.people, request);
  if (before.person && before.person.ssoOrgId !== null && !OPEN_TO_SSO.has(path))
    throw new Refusal("sso_session", {
      detail: "Sign in with your password for this: you came by single sign-on.",
    });
  const forward = async () => auth.handler(requestFor(request, deps, before));
  const answered =
    path === "/sign-in/email"
      ? await door.attempt({ email: emailIn(request.body), origin: originOf(request) }, forward)
      : await forward();
  if (!answered) throw new Refusal("sign_in_locked", { detail: LOCKED });
  if (answered.ok && !before.person && ARRIVALS.has(path)) noteArrival(deps, answered, originOf(request));
  return answered;
}

const LOCKED = `Too many passwords have been tried here. Wait ${SIGN_IN_LOCK_SECONDS / 60} minutes, or choose a new one by mail.`;

interface Before {
  readonly person: Person | undefined;
  /** The library knows nothing of sessions that have ended because nobody used them. */
  readonly hasEnded: boolean;
}

async function personBefore(people: People, request: FastifyRequest): Promise<Before> {
  try {
    const person = await people.personOf(request);
    // Whom we do not know by a cookie, the library is not to know by it either.
    return { person, hasEnded: person === undefined };
  } catch (error) {
    if (error instanceof Refusal && error.code === "session_ended")
      return { person: undefined, hasEnded: true };
    throw error;
  }
}

/** Whoever has a password still owes the second factor, if there is one: no session has begun then. */
function noteArrival({ database, signIn }: SignInMount, answered: Response, origin: Origin): void {
  const cookies = answered.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  const now = new Date();
  const record = async () => {
    const person = await signIn.sessions.personOf(cookies.join("; "), now);
    if (person)
      await recordArrival(database, { userId: person.userId, action: "member.sign-in", origin, now });
  };
  signIn.inBackground(record());
}

function emailIn(body: unknown): string {
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === "string" ? email : "";
}

/** The request as the library reads it. Where it came from is what we know, not what its headers claim. */
function requestFor(
  request: FastifyRequest,
  { publicUrl, signIn }: SignInMount,
  { hasEnded }: Before,
): Request {
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: request.ip });
  const { cookie = "" } = request.headers;
  headers.set("cookie", hasEnded ? withoutCookie(cookie, signIn.cookieName) : cookie);
  for (const name of ["origin", "user-agent", "content-type"] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  const { method, url } = request;
  const body = method === "GET" || method === "HEAD" ? null : JSON.stringify(request.body ?? {});
  return new Request(new URL(url, publicUrl), { method, headers, body });
}

async function pass(answer: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.status(answer.status);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) reply.header("set-cookie", cookies);
  const retryAfter = answer.headers.get("x-retry-after");
  if (retryAfter !== null) reply.header("retry-after", retryAfter);
  for (const name of ["content-type", "location"]) {
    const value = answer.headers.get(name);
    if (value !== null) reply.header(name, value);
  }
  return reply.send(await answer.text());
}
