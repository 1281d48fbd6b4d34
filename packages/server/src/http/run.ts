import { type RouteSpec, WAIT_MAX_SECONDS, WaitSeconds } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Authority } from "../authority/authority.ts";
import { callerId } from "../caller.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database, Db, Tx } from "../db/database.ts";
import {
  AlreadyAnswered,
  claimIdempotencyKey,
  findAnswer,
  fingerprintOf,
  keepAnswer,
  readIdempotencyKey,
  type WriteAnswer,
} from "../idempotency/idempotency.ts";
import type { Page } from "../page.ts";
import { refuseField } from "../refusal.ts";
import type { Streamed } from "../streamed.ts";
import type { PropagationWatch } from "../verifiers/propagation.ts";
import { decideFor } from "./access.ts";
import type { Admission } from "./gate.ts";
import type { Context, Input, StreamHandler } from "./handlers.ts";
import { readPart } from "./validate.ts";

export interface RunDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly propagation: PropagationWatch;
  /** Keys the fingerprints of idempotent requests. */
  readonly fingerprintSecret: Uint8Array;
  /** To be told of every write that took no revision: those with one tell of themselves. */
  readonly noteActivity: (orgId: string) => void;
  /** Signs again the keys whose value an answer showed, for a caller that repeats the request. */
  readonly restoreTokens: (db: Db, orgId: string, data: unknown) => Promise<unknown>;
}

/**
 * Asks at the gate again: a body takes its time to arrive, and a write waits for its turn. With `tx` it asks inside of the
 * write, and what it finds stays so until that has ended.
 */
export type Readmit = (tx?: Tx) => Promise<Admission>;

type AnyHandler<First> = (first: First, context: Context, input: Input<RouteSpec>) => Promise<unknown>;

type Writing = (work: Work, context: Context) => Promise<unknown>;
interface Undoable {
  readonly write: Writing;
  readonly undo?: () => Promise<void>;
}
type AnyAskingHandler = (db: Db, context: Context, input: Input<RouteSpec>) => Promise<Writing | Undoable>;

export async function runRead(
  route: RouteSpec,
  handler: AnyHandler<Db>,
  deps: RunDeps,
  request: FastifyRequest,
  admission: Admission,
): Promise<unknown> {
  const input = readInput(route, request, admission);
  const result = await handler(deps.database.kysely, contextOf(deps, admission, new Date()), input);
  return present(route, result);
}

export async function runWrite(
  route: RouteSpec,
  handler: AnyHandler<Work> | AnyAskingHandler,
  deps: RunDeps,
  request: FastifyRequest,
  readmit: Readmit,
): Promise<Written> {
  const waitSeconds = readWaitSeconds(route, request);
  const admission = await readmit();
  const input = readInput(route, request, admission);
  const answer = await writeOnce(route, handler, deps, request, { admission, readmit, input });
  return afterWrite(route, deps, { orgId: admission.place.org.id, answer, waitSeconds });
}

/** A write that was done before and is only answered again. */
export async function runAgain(
  route: RouteSpec,
  deps: RunDeps,
  request: FastifyRequest,
  before: { readonly orgId: string; readonly answer: WriteAnswer },
): Promise<Written> {
  return afterWrite(route, deps, { ...before, waitSeconds: readWaitSeconds(route, request) });
}

export interface Written {
  readonly revision: number | null;
  readonly body: unknown;
}

interface AfterWrite {
  readonly orgId: string;
  readonly answer: WriteAnswer;
  readonly waitSeconds: number;
}

/** Answers when this server decides by what was written and, if asked to wait, all others do. */
async function afterWrite(
  route: RouteSpec,
  deps: RunDeps,
  { orgId, answer: { data, revision }, waitSeconds }: AfterWrite,
): Promise<Written> {
  if (revision === null) {
    deps.noteActivity(orgId);
    return { revision, body: { data } };
  }
  await deps.authority.reach(revision);
  if (!route.revision) return { revision, body: { data } };
  const concerned = route.concernsInstallation ? null : orgId;
  const propagation = waitSeconds && (await deps.propagation.wait(revision, concerned, waitSeconds));
  return { revision, body: { data: { ...(data as object), revision, ...(propagation && { propagation }) } } };
}

interface Write {
  readonly admission: Admission;
  readonly readmit: Readmit;
  readonly input: Input<RouteSpec>;
}

async function writeOnce(
  route: RouteSpec,
  handler: AnyHandler<Work> | AnyAskingHandler,
  deps: RunDeps,
  request: FastifyRequest,
  { admission, readmit, input }: Write,
): Promise<WriteAnswer> {
  const { caller, place } = admission;
  const key = readIdempotencyKey(request.headers["idempotency-key"]);
  const slot = key && { orgId: place.org.id, principalId: callerId(caller), key };
  const fingerprint = key ? fingerprintFor(deps, request) : "";
  let inForce = admission;
  const callerNow = async (tx: Tx) => (inForce = await readmit(tx)).caller;
  const ask = () =>
    (handler as AnyAskingHandler)(deps.database.kysely, contextOf(deps, admission, new Date()), input);
  const refuseAnswered = async () => {
    const known = slot && (await findAnswer(deps.database.kysely, slot, fingerprint));
    if (known) throw new AlreadyAnswered(known);
  };
  try {
    const { write, undo }: Undoable = route.asksOutside
      ? await askUnlessAnswered(ask, refuseAnswered)
      : { write: (work, context) => (handler as AnyHandler<Work>)(work, context, input) };
    const now = new Date();
    const writing = transact(deps.database, { now, caller: callerNow }, async (work) => {
      if (slot) await claimIdempotencyKey(work, slot, fingerprint);
      const data = route.response.parse(await write(work, contextOf(deps, inForce, now)));
      const answer = { data, revision: await work.finish() };
      if (slot) await keepAnswer(work, slot, answer);
      return answer;
    });
    return await (undo ? orUndo(writing, undo) : writing);
  } catch (error) {
    if (!(error instanceof AlreadyAnswered)) throw error;
    const data = await deps.restoreTokens(deps.database.kysely, place.org.id, error.answer.data);
    return { ...error.answer, data };
  }
}

/** What was asked for outside and then not written is undone there. */
async function orUndo<T>(writing: Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    await undo();
    throw error;
  }
}

/** What was written before is not asked for again, also when it was written while this was asking. */
async function askUnlessAnswered(
  ask: () => Promise<Writing | Undoable>,
  refuseAnswered: () => Promise<void>,
): Promise<Undoable> {
  await refuseAnswered();
  try {
    const asked = await ask();
    return typeof asked === "function" ? { write: asked } : asked;
  } catch (error) {
    await refuseAnswered();
    throw error;
  }
}

export function fingerprintFor(
  { fingerprintSecret }: RunDeps,
  { method, url, body }: FastifyRequest,
): string {
  return fingerprintOf(fingerprintSecret, [method, url, body]);
}

export async function runStream(
  route: RouteSpec,
  handler: StreamHandler<RouteSpec>,
  deps: RunDeps,
  request: FastifyRequest,
  { admission, readmit }: { readonly admission: Admission; readonly readmit: Readmit },
): Promise<Streamed> {
  const input = readInput(route, request, admission);
  const context = contextOf(deps, admission, new Date());
  return handler(deps.database.kysely, context, input, async () => ({
    orgId: (await readmit()).place.org.id,
  }));
}

/** Every write that takes a revision may be asked to wait; the query of the route itself does not say so. */
function readWaitSeconds(route: RouteSpec, request: FastifyRequest): number {
  const query = request.query as Record<string, unknown>;
  const { waitSeconds } = query;
  if (!route.revision || waitSeconds === undefined) return 0;
  const parsed = WaitSeconds.safeParse(waitSeconds);
  // Nothing at all would be taken for 0.
  if (!parsed.success || (typeof waitSeconds === "string" && waitSeconds.trim() === "")) {
    throw refuseField("validation_failed", "waitSeconds", `must be a number from 0 to ${WAIT_MAX_SECONDS}`);
  }
  delete query["waitSeconds"];
  return parsed.data;
}

function readInput(route: RouteSpec, request: FastifyRequest, { params }: Admission): Input<RouteSpec> {
  const query = readPart(route.query, request.query, "query");
  const body = readPart(route.body, request.body, "body");
  return { params, query, body } as Input<RouteSpec>;
}

function contextOf(deps: RunDeps, { caller, place }: Admission, now: Date): Context {
  const { state } = deps.authority;
  const asker = { state, caller };
  return { now, caller, ...place, decide: (question) => decideFor(asker, question) } as Context;
}

/** Answers are parsed by their schema on the way out, so that a row spread by mistake cannot leak a column. */
function present(route: RouteSpec, result: unknown): unknown {
  if (!route.list) return { data: route.response.parse(result) };
  const { rows, pagination } = result as Page<unknown>;
  return { data: { [route.list]: z.array(route.response).parse(rows) }, pagination };
}
