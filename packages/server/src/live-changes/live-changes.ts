import { LIVE_STREAMS_MAX, LIVE_STREAMS_PER_PRINCIPAL_MAX } from "@keywright/contract";
import type { Authority } from "../authority/authority.ts";
import { Refusal } from "../refusal.ts";
import type { Activity } from "./activity.ts";
import { LiveLine } from "./live-line.ts";

interface Follower {
  readonly orgId: string;
  /** Whose lines are counted together. */
  readonly principalId: string;
  readonly readmit: () => Promise<{ readonly orgId: string }>;
}

/** Tells those who look at an organization that something in it has changed. */
export interface LiveChanges {
  follow(follower: Follower): LiveLine;
  /** Ends every line. */
  stop(): void;
}

interface LiveChangesDeps {
  readonly authority: Authority;
  readonly activity: Activity;
}

export function createLiveChanges({ authority, activity }: LiveChangesDeps): LiveChanges {
  const lines = new Map<LiveLine, string>();
  let isStopped = false;

  const concerned = (orgId: string | null) =>
    [...lines.keys()].filter((line) => orgId === null || line.orgId === orgId);
  authority.onRevision(({ revision, orgId }) => {
    for (const line of concerned(orgId)) void line.tell({ revision });
  });
  activity.onActivity((orgId) => {
    for (const line of concerned(orgId)) line.tellActivity();
  });

  function refuseTooMany(principalId: string): void {
    const own = [...lines.values()].filter((id) => id === principalId).length;
    if (own < LIVE_STREAMS_PER_PRINCIPAL_MAX && lines.size < LIVE_STREAMS_MAX) return;
    throw new Refusal("too_many_streams", { detail: "Close some of the streams that are open, or wait." });
  }

  return {
    follow({ orgId, principalId, readmit }) {
      refuseTooMany(principalId);
      const { state, leaseMs } = authority;
      const line: LiveLine = new LiveLine({
        orgId,
        revision: state.revision,
        readmit,
        leaseMs,
        onEnd: () => lines.delete(line),
      });
      lines.set(line, principalId);
      if (isStopped) line.finish();
      return line;
    },
    stop() {
      isStopped = true;
      for (const line of lines.keys()) line.finish();
    },
  };
}
