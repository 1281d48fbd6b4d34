import { type Client, ConnectionError } from "@keywright/sdk";
import { expect } from "vitest";
import { race } from "./race.ts";

/** What became of a write: answered with success, or cut off, so that it may have been done or not. */
type Fate = "acknowledged" | "cut off";

interface TokenEntry {
  issued: Fate;
  revoked?: Fate;
  id?: string;
  value?: string;
}

/** Every write that was sent, by a name that is given once. */
export interface Ledger {
  readonly projects: Map<string, Fate>;
  readonly tokens: Map<string, TokenEntry>;
}

interface Writing {
  readonly ledger: Ledger;
  readonly prefix: string;
  readonly onAcknowledged: () => void;
}

/** Writes without a pause until the server is gone: makes projects, issues tokens, and revokes every other one. */
export async function writeUntilCutOff(
  client: Client,
  { ledger, prefix, onAcknowledged }: Writing,
): Promise<void> {
  const steps = async (name: string, revokes: boolean) => {
    ledger.projects.set(name, "cut off");
    await client.createProject({ body: { name } });
    ledger.projects.set(name, "acknowledged");
    onAcknowledged();

    const entry: TokenEntry = { issued: "cut off" };
    ledger.tokens.set(name, entry);
    const { id, token } = await client.issueToken({ body: { name, roleId: "default" } });
    Object.assign(entry, { issued: "acknowledged", id, value: token });
    onAcknowledged();

    if (!revokes) return;
    entry.revoked = "cut off";
    await client.revokeToken({ params: { tokenId: id } });
    entry.revoked = "acknowledged";
    onAcknowledged();
  };
  try {
    for (let n = 0; ; n++) await steps(`${prefix} ${n}`, n % 2 === 0);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
  }
}

export interface Audited {
  readonly acknowledged: number;
  readonly cutOff: number;
  readonly events: number;
}

/**
 * Everything acknowledged is there with its event and its effect, whatever was cut off is there whole or not at all, and
 * there is nothing else. What was found settles the fate of what was cut off.
 */
export async function expectKept(
  client: Client,
  clientOf: (token: string) => Client,
  ledger: Ledger,
): Promise<Audited> {
  const written = countWrites(ledger);
  const projects = new Set<string>();
  for await (const { name } of client.listProjects.rows({ query: { per_page: 100 } })) projects.add(name);
  const tokens = new Map<string, { id: string; revoked: boolean }>();
  for await (const token of client.listTokens.rows({ query: { all: true, per_page: 100 } })) {
    tokens.set(token.name, { id: token.id, revoked: token.revoked });
  }
  const revoked = [...tokens].filter(([, token]) => token.revoked).map(([name]) => name);

  const events = await eventsByAction(client);
  expect(events.get("project.create") ?? []).toEqual([...projects].toSorted());
  expect(events.get("token.issue") ?? []).toEqual([...tokens.keys()].toSorted());
  expect(events.get("token.revoke") ?? []).toEqual(revoked.toSorted());

  settle(ledger.projects, projects);
  for (const [name, entry] of ledger.tokens) {
    const token = tokens.get(name);
    if (entry.issued === "acknowledged") expect(token?.id).toBe(entry.id);
    if (entry.revoked === "acknowledged") expect(token?.revoked).toBe(true);
    if (!token) {
      ledger.tokens.delete(name);
      continue;
    }
    entry.issued = "acknowledged";
    entry.id = token.id;
    if (token.revoked) entry.revoked = "acknowledged";
    else delete entry.revoked;
    if (entry.value === undefined) continue;
    const [end] = await race(() => clientOf(entry.value ?? "").login());
    expect(end).toBe(token.revoked ? "revoked" : "done");
  }
  expect([...tokens.keys()].toSorted()).toEqual([...ledger.tokens.keys()].toSorted());
  const eventCount = [...events.values()].flat().length;
  expect(eventCount).toBeGreaterThanOrEqual(written.acknowledged);
  expect(eventCount).toBeLessThanOrEqual(written.acknowledged + written.cutOff);
  return { ...written, events: eventCount };
}

function settle(fates: Map<string, Fate>, found: ReadonlySet<string>): void {
  for (const [name, fate] of fates) {
    if (fate === "acknowledged") expect(found).toContain(name);
    if (found.has(name)) fates.set(name, "acknowledged");
    else fates.delete(name);
  }
  expect([...found].toSorted()).toEqual([...fates.keys()].toSorted());
}

function countWrites({ projects, tokens }: Ledger): Omit<Audited, "events"> {
  const fates = [
    ...projects.values(),
    ...[...tokens.values()].flatMap(({ issued, revoked }) => [issued, revoked]),
  ];
  return {
    acknowledged: fates.filter((fate) => fate === "acknowledged").length,
    cutOff: fates.filter((fate) => fate === "cut off").length,
  };
}

/** The names of what the team's events are about, by action. */
async function eventsByAction(client: Client): Promise<Map<string, string[]>> {
  const events = new Map<string, string[]>();
  for await (const { action, target } of client.listAuditEvents.rows({ query: { per_page: 100 } })) {
    events.set(action, [...(events.get(action) ?? []), target.name]);
  }
  for (const names of events.values()) names.sort();
  return events;
}
