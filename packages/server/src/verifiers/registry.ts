import type { Authority } from "../authority/authority.ts";
import type { Database } from "../db/database.ts";
import { newId } from "../ids.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import {
  deleteEndedVerifiers,
  deleteVerifier,
  insertVerifier,
  renewLeases,
  setDisconnected,
} from "./queries.ts";

const RENEW_EVERY_MS = 1000;
/** Ended ones are kept a little, so that the list shows who has just gone. */
const KEEP_ENDED_MS = 60_000;

/** One verifier of this process, as the registry needs it. */
export interface Leased {
  readonly id: string;
  /** The verifier's instant to count its lease from, and when (by our monotonic clock) it told us. */
  lastEcho(): { readonly echo: number; readonly receivedAtMs: number };
  /** Its lease has been recorded: tell it. */
  grant(echo: number): void;
  /** It has to come again, to be put on record. */
  close(reason: string): void;
}

/** Who decides by what this process tells them, itself included, and until when. */
export interface Registry {
  /** Records a verifier, with a full lease, before anything is sent to it. */
  enter(
    verifier: Leased,
    about: { name: string; instance: string; orgId: string | null; acknowledged: number },
  ): Promise<void>;
  acknowledge(id: string, revision: number): void;
  /** Its line is gone; its lease may still run. */
  leave(id: string): Promise<void>;
  /** It has said that it has stopped deciding. */
  forget(id: string): Promise<void>;
  stop(): Promise<void>;
}

interface RegistryOptions {
  readonly database: Database;
  readonly authority: Authority;
  readonly serverName: string;
  /** Something has been confirmed and written down. */
  readonly onAcknowledged: () => void;
  readonly onError: (error: Error) => void;
}

export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const { database, authority, serverName, onError } = options;
  const { leaseMs } = authority;
  const serverId = newId("srv");
  const verifiers = new Map<string, Leased>();
  const acknowledgements = new Acknowledgements(database, options.onAcknowledged, onError);

  async function enterServer(): Promise<void> {
    await insertVerifier(database, {
      id: serverId,
      kind: "server",
      serverId,
      orgId: null,
      name: serverName,
      instance: serverId,
      acknowledged: authority.state.revision,
      leaseMs,
    });
  }

  /** The rows first, then the leases: what was promised is always on record. A failure promises nothing. */
  async function renew(): Promise<void> {
    const startedAtMs = performance.now();
    const echoes = [...verifiers.values()].map((verifier) => ({ verifier, ...verifier.lastEcho() }));
    const leases = echoes.map(({ verifier, receivedAtMs }) => ({
      id: verifier.id,
      leftMs: leaseMs - (startedAtMs - receivedAtMs),
    }));
    const onRecord = await renewLeases(database, [...leases, { id: serverId, leftMs: leaseMs }]);
    // One that was paused for long has been taken off.
    if (!onRecord.has(serverId)) await enterServer();
    // Whoever looked while the lease on record had run out did not wait for us: read what they had to say.
    await authority.refresh();
    authority.vouch(startedAtMs);
    if (!authority.isLive()) return;
    for (const { verifier, echo } of echoes) {
      if (!verifiers.has(verifier.id)) continue;
      if (onRecord.has(verifier.id)) verifier.grant(echo);
      else verifier.close("Its lease had long run out.");
    }
  }

  let renewing: Promise<void> | undefined;
  const renewQuietly = () => {
    renewing ??= renew()
      .catch(onError)
      .finally(() => {
        renewing = undefined;
      });
  };

  await enterServer();
  // Whoever looked for us before we were on record has committed what they had to say: read it before deciding anything.
  await authority.refresh();
  acknowledgements.raise(serverId, authority.state.revision);
  authority.onRevision(({ revision }) => acknowledgements.raise(serverId, revision));
  authority.vouch(performance.now());
  const renewal = setInterval(renewQuietly, RENEW_EVERY_MS);
  const sweep = setInterval(
    () => void deleteEndedVerifiers(database, KEEP_ENDED_MS).catch(onError),
    KEEP_ENDED_MS,
  );

  return {
    async enter(verifier, { name, instance, orgId, acknowledged }) {
      const { id } = verifier;
      await insertVerifier(database, {
        id,
        kind: "verifier",
        serverId,
        orgId,
        name,
        instance,
        acknowledged,
        leaseMs,
      });
      verifiers.set(id, verifier);
      // As above, for this verifier: it must not be given a state older than its record.
      await authority.refresh();
    },
    acknowledge: (id, revision) => acknowledgements.raise(id, revision),
    async leave(id) {
      if (verifiers.delete(id)) await setDisconnected(database, id).catch(onError);
    },
    async forget(id) {
      if (verifiers.delete(id)) await deleteVerifier(database, id).catch(onError);
    },
    async stop() {
      clearInterval(renewal);
      clearInterval(sweep);
      await renewing;
      await acknowledgements.settled();
      await deleteVerifier(database, serverId).catch(onError);
    },
  };
}
