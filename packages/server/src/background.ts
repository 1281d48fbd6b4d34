import { startHealthChecks } from "./app-connections/health-checks.ts";
import { createPlatformHttp } from "./app-connections/platform-http.ts";
import type { Config } from "./config.ts";
import { EXPIRY_QUEUES, startExpiryNotices } from "./expiry-notices/start.ts";
import { startSweeps } from "./external-tokens/sweep.ts";
import { RUN_PATIENCE_MS } from "./secret-syncs/queue.ts";
import { startSyncs, SYNC_QUEUES } from "./secret-syncs/start.ts";
import { startRotations } from "./token-rotation/due-steps.ts";
import { ROTATION_NOTICES, startRotationNotices } from "./token-rotation/notices.ts";

/** What becomes of jobs is said by the slices that they are of. */
export const QUEUES = [...SYNC_QUEUES, ROTATION_NOTICES, ...EXPIRY_QUEUES];

type BackgroundDeps = Parameters<typeof startExpiryNotices>[0] &
  Parameters<typeof startRotations>[0] &
  Parameters<typeof startSweeps>[0] &
  Parameters<typeof startHealthChecks>[0];

interface BackgroundOptions {
  readonly connections: Config["connections"];
  /** Whether this server does its part of the runs of syncs. */
  readonly runsSyncs: boolean;
}

/** What a server does without being asked. */
export async function startBackground(
  deps: BackgroundDeps,
  { connections, runsSyncs }: BackgroundOptions,
  onError: (error: Error) => void,
) {
  const patient = createPlatformHttp({ reach: connections, patienceMs: RUN_PATIENCE_MS });
  const stopHealthChecks = startHealthChecks(deps, onError);
  const stopSyncs = runsSyncs ? await startSyncs({ ...deps, openHttp: patient }, onError) : undefined;
  await startRotationNotices(deps);
  const stopRotations = startRotations(deps, onError);
  const externalSweeps = startSweeps(deps, onError);
  const stopExpiryNotices = await startExpiryNotices(deps, onError);
  return {
    /** There are tokens to end on other platforms. */
    wakeSweeps: externalSweeps.wake,
    async stop() {
      await stopRotations();
      await externalSweeps.stop();
      await stopExpiryNotices();
      await stopSyncs?.();
      await deps.jobs.stop();
      await stopHealthChecks();
    },
  };
}
