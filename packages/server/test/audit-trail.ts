import type { Client } from "@keywright/sdk";
import { expect } from "vitest";

type Events = Awaited<ReturnType<Client["listOrgAuditEvents"]>>["auditEvents"];

/** The audit events of the client's organization, newest first. */
async function auditTrail(client: Client): Promise<Events> {
  const events: Events = [];
  for await (const event of client.listOrgAuditEvents.rows({ query: { per_page: 100 } })) events.push(event);
  return events;
}

/** Runs an operation and expects it to leave exactly one event, of this action. Answers the result and the event. */
export async function leavesOneEvent<T>(client: Client, action: string, operation: () => Promise<T>) {
  const before = await auditTrail(client);
  const result = await operation();
  const after = await auditTrail(client);
  const added = after.slice(0, after.length - before.length);
  expect(added.map((event) => event.action)).toEqual([action]);
  return { result, event: added[0] as Events[number] };
}

/** Runs an operation that must be refused with this code and leave no event behind. Answers the error. */
export async function refuses(client: Client, code: string, operation: () => Promise<unknown>) {
  const before = await auditTrail(client);
  const outcome = await operation().then(
    () => "allowed",
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ code });
  expect(await auditTrail(client)).toEqual(before);
  return outcome as { code: string; message: string; details?: Record<string, string[]> };
}
