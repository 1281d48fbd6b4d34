import { sql } from "kysely";
import { expect, vi } from "vitest";
import type { TestService } from "../../test/harness.ts";
import type { Tenant } from "../../test/tenants.ts";
import type { Database } from "../db/database.ts";

/** Jobs start at once; how rotations stand is looked at every few seconds. */
const SOON = { timeout: 30_000, interval: 100 };

/** Unlike `expect.poll` also where several tests run at a time. */
export function eventually(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, SOON);
}

interface Delivered {
  readonly connectionId: string;
  readonly destination: Record<string, string>;
  readonly variable: string;
}

/** A token that a sync has delivered as this variable, and that rotates. */
export async function newRotating(
  kw: TestService,
  { owner, params, token: issue }: Tenant,
  { variable, ...to }: Delivered,
) {
  const token = await issue("admin");
  const at = { params: { ...params, tokenId: token.id } };
  const name = variable.toLowerCase().replaceAll("_", "-");
  const source = { kind: "token", tokenId: token.id, variable } as const;
  const sync = await owner.createSync({ params, body: { name, source, ...to } });
  await owner.setTokenRotation({ ...at, body: { everyDays: 30, overlapSeconds: 3600, quietSeconds: 30 } });
  const show = () => owner.getTokenRotation(at);
  const keys = async () => (await owner.listKeys(at)).keys;
  return {
    ...token,
    at,
    syncId: sync.id,
    show,
    keys,
    start: () => owner.startTokenRotation(at),
    becomes: (fields: object) => eventually(async () => expect(await show()).toMatchObject(fields)),
    /** Uses a key, until that shows. */
    async use(value: string, keyId: string): Promise<void> {
      const now = Date.now();
      await kw.client(value).login();
      await eventually(async () => {
        const lastUsedAt = (await keys()).find(({ id }) => id === keyId)?.lastUsedAt ?? "never";
        expect(Date.parse(lastUsedAt)).toBeGreaterThanOrEqual(now);
      });
    },
    age: (seconds: number, keyIds: readonly string[] = []) => age(kw.database, token.id, { seconds, keyIds }),
    isLookedAt: () =>
      eventually(async () => expect(await lookAtOf(kw.database, token.id)).toBeGreaterThan(Date.now())),
  };
}

/** As if the delivery, and the last use of these keys, had been so much earlier; then how it stands is looked at. */
async function age(
  { kysely }: Database,
  tokenId: string,
  { seconds, keyIds }: { readonly seconds: number; readonly keyIds: readonly string[] },
): Promise<void> {
  await kysely.transaction().execute(async (tx) => {
    for (const id of keyIds) {
      await sql`
        update token_key set last_used_at = last_used_at - make_interval(secs => ${seconds}) where id = ${id}
      `.execute(tx);
    }
    await sql`
      update token_rotation set delivered_at = delivered_at - make_interval(secs => ${seconds}), look_at = 'epoch'
      where token_id = ${tokenId}
    `.execute(tx);
  });
}

async function lookAtOf({ kysely }: Database, tokenId: string): Promise<number> {
  const { look_at } = await kysely
    .selectFrom("token_rotation")
    .select("look_at")
    .where("token_id", "=", tokenId)
    .executeTakeFirstOrThrow();
  return look_at?.getTime() ?? 0;
}
