import type { Client } from "@keywright/sdk";
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { expect } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { linkTo, type Mailbox, openMailbox } from "../../test/mailbox.ts";
import { newBrowser, PASSWORD, secretOf, setUpFirstPerson } from "../../test/people.ts";
import { startPlatform } from "../../test/platform.ts";
import type { Database } from "../db/database.ts";
import { type Queue, startJobs } from "../jobs/jobs.ts";
import { giveDueNotices } from "./due.ts";
import { EXPIRY_LETTERS } from "./letters.ts";
import { EXPIRY_MESSAGES } from "./messages.ts";
import { EXPIRY_QUEUES } from "./start.ts";

const DAY_MS = 24 * 3_600_000;
const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
export const SOON = { timeout: 10_000, interval: 50 };

type TokenBody = Parameters<Client["issueToken"]>[0]["body"];
type Params = { readonly teamId: string };

/** What the receiver was sent, and could verify. */
export interface Message {
  readonly id: string;
  readonly body: { readonly type: string; readonly data: { readonly token?: { readonly id: string } } };
}

/** A program that is told, and checks who tells it. */
export async function startReceiver() {
  const messages: Message[] = [];
  const refused = new Set<string>();
  const { url, close } = await startPlatform((request, response) => {
    void text(request).then((signed) => {
      const headers = request.headers as Record<string, string>;
      const body = new Webhook(SIGNING_SECRET).verify(signed, headers) as Message["body"];
      if (body.type !== "keywright.ping") messages.push({ id: headers["webhook-id"] ?? "", body });
      response.writeHead(refused.delete(body.data.token?.id ?? "") ? 500 : 204).end();
    });
  });
  return {
    /** A connection to it. */
    connection: {
      app: "webhook",
      method: "signing-secret",
      credentials: { url, signingSecret: SIGNING_SECRET },
    },
    messages,
    /** It has to be told of the token a second time. */
    refuseOnce: (tokenId: string) => void refused.add(tokenId),
    about: (tokenId: string) => messages.filter(({ body }) => body.data.token?.id === tokenId),
    close,
  };
}

/** As if it had been issued, and was to expire, at other times. */
export async function setTimes(
  { kysely }: Database,
  tokenId: string,
  { issuedDaysAgo, expiresInDays }: { readonly issuedDaysAgo: number; readonly expiresInDays: number },
): Promise<Date> {
  const expiresAt = new Date(Math.floor((Date.now() + expiresInDays * DAY_MS) / 1000) * 1000);
  const createdAt = new Date(Date.now() - issuedDaysAgo * DAY_MS);
  await kysely.transaction().execute((tx) =>
    sql`
      update token set created_at = ${createdAt}, expires_at = ${expiresAt},
        notice_look_at = case when notice_look_at is not null then ${createdAt}::timestamptz end
      where id = ${tokenId}
    `.execute(tx),
  );
  return expiresAt;
}

/** One service with a mail server and people, and a program that is told of what happens. */
export async function startExpiryWorld() {
  const mailbox = await openMailbox();
  const receiver = await startReceiver();
  const kw = await startTestService({ env: mailbox.env });
  const ada = (await setUpFirstPerson(kw)).client();
  const jobs = await startJobs({ database: kw.database, queues: EXPIRY_QUEUES, onError: () => {} });
  const { database } = kw;
  let count = 0;
  const next = (what: string) => `${what}-${++count}`;

  return {
    kw,
    ada,
    receiver,
    mailbox,
    /** Gives what is due now, or will be in so many days. */
    look: ({ inDays = 0, canSend = true } = {}) => {
      const now = new Date(Date.now() + inDays * DAY_MS);
      return giveDueNotices({ database, jobs, mailer: { canSend } }, now, new AbortController().signal);
    },

    /** A team that nobody is in, whose notices go to the receiver too. */
    async team() {
      const { id: teamId } = await ada.createTeam({ body: { name: next("team") } });
      const params = { teamId };
      const body = { name: "receiver", ...receiver.connection };
      const { id: connectionId } = await ada.createAppConnection({ params, body });
      await ada.patchTeam({ params, body: { expiryNotices: { connectionId } } });
      return { params, connectionId };
    },

    person: (params: Params, ...roles: string[]) =>
      joinTeam({ kw, ada, mailbox }, params, `${next("person")}@example.com`, roles),

    /** A token of the team that was issued 20 days ago and expires in 10, unless said otherwise. */
    async token(params: Params, { by = ada, times = {}, ...body }: TokenOptions = {}) {
      const name = next("token");
      const asked = {
        name,
        roleId: "admin",
        owner: "team",
        lifetimeSeconds: 30 * 24 * 3600,
        ...body,
      } as const;
      const { id, token: value } = await by.issueToken({ params, body: asked });
      const expiresAt = await setTimes(database, id, { issuedDaysAgo: 20, expiresInDays: 10, ...times });
      return { id, name, value, expiresAt, at: { params: { ...params, tokenId: id } } };
    },

    setTimes: (tokenId: string, times: Parameters<typeof setTimes>[2]) => setTimes(database, tokenId, times),
    ordered: (tokenId: string) => orderedFor(database, tokenId),
    /** Orders a letter, and waits until that has been dealt with. */
    async orderLetter(tokenId: string, memberId: string) {
      const { org_id: orgId } = await database.kysely
        .selectFrom("token")
        .select("org_id")
        .where("id", "=", tokenId)
        .executeTakeFirstOrThrow();
      await database.kysely
        .transaction()
        .execute((tx) => jobs.enqueue({ tx }, EXPIRY_LETTERS, { orgId, tokenId, memberId }));
      await expect.poll(() => statesOf(database, EXPIRY_LETTERS, tokenId), SOON).toEqual(["completed"]);
    },
    retryNow: (tokenId: string) => retryNow(database, tokenId),
    /** Letters that name the token, once there are so many. */
    async letters(name: string, expected: number) {
      const about = () => mailbox.letters.filter(({ text }) => text.includes(`The API token ${name} of`));
      await expect.poll(() => about().length, SOON).toBe(expected);
      return about();
    },
    async close() {
      await jobs.stop();
      await kw.close();
      await mailbox.close();
      await receiver.close();
    },
  };
}

interface TokenOptions extends Partial<TokenBody> {
  readonly by?: Client;
  readonly times?: Partial<Parameters<typeof setTimes>[2]>;
}

interface Inviting {
  readonly kw: TestService;
  readonly ada: Client;
  readonly mailbox: Mailbox;
}

async function joinTeam({ kw, ada, mailbox }: Inviting, params: Params, email: string, roles: string[]) {
  const { id: memberId } = await ada.inviteMember({ params, body: { email, roles } });
  await expect.poll(() => linkTo(mailbox, email), SOON).toBeDefined();
  const browser = newBrowser(kw);
  const body = { secret: secretOf(linkTo(mailbox, email)), name: "Grace", password: PASSWORD };
  expect((await browser.post("/v1/invitations/accept", body)).status).toBe(200);
  return { memberId, email, client: browser.client() };
}

/** What has been put into the queues for a token: to whom letters go, and how many days before which messages are. */
export async function orderedFor({ kysely }: Database, tokenId: string): Promise<(string | number)[]> {
  const { rows } = await sql<{ told: string | number }>`
    select coalesce(data -> 'memberId', data -> 'days') as told from pgboss.job
    where data ->> 'tokenId' = ${tokenId} and name like 'expiry-%'
  `.execute(kysely);
  return rows.map(({ told }) => told).toSorted();
}

async function statesOf({ kysely }: Database, { name }: Queue<object>, tokenId: string): Promise<string[]> {
  const { rows } = await sql<{ state: string }>`
    select state from pgboss.job where data ->> 'tokenId' = ${tokenId} and name = ${name}
  `.execute(kysely);
  return rows.map(({ state }) => state);
}

/** Once the message about it has failed, and without the wait that follows; until it has been tried again. */
async function retryNow(database: Database, tokenId: string): Promise<void> {
  const states = async () => {
    await sql`
      update pgboss.job set start_after = now()
      where data ->> 'tokenId' = ${tokenId} and name = ${EXPIRY_MESSAGES.name} and state = 'retry'
    `.execute(database.kysely);
    return statesOf(database, EXPIRY_MESSAGES, tokenId);
  };
  await expect.poll(states, SOON).toEqual(["completed"]);
}
