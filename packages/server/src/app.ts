import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { UsageEntry } from "@keywright/verifier";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { auditEventHandlers } from "./audit-events/handlers.ts";
import { type Authority, startAuthority } from "./authority/authority.ts";
import { catalogueHandlers } from "./catalogue/handlers.ts";
import { type Config, type ConfigSecrets, masterKeyFile } from "./config.ts";
import { revisionsAfter } from "./changes/log.ts";
import type { Database } from "./db/database.ts";
import { openDatabase } from "./db/open.ts";
import { mountAuthzen } from "./doors/authzen/mount.ts";
import { mountForwardAuth, withoutForwardedPath } from "./doors/forward-auth/mount.ts";
import { createEncryption, INSTALLATION_SCOPE } from "./encryption/data-keys.ts";
import { masterKeyHandlers } from "./encryption/handlers.ts";
import { loadMasterKeys } from "./encryption/master-keys.ts";
import { mountDocs } from "./http/docs.ts";
import { createGate } from "./http/gate.ts";
import type { Handlers } from "./http/handlers.ts";
import { mountMetrics } from "./http/metrics.ts";
import { mountApi } from "./http/mount.ts";
import { mountPublicRoutes } from "./http/public-routes.ts";
import { createHttp } from "./http/server.ts";
import { startHousekeeping } from "./idempotency/housekeeping.ts";
import { install } from "./install/install.ts";
import { meHandlers } from "./me/handlers.ts";
import { memberHandlers } from "./members/handlers.ts";
import { mountOauth } from "./oauth/mount.ts";
import { orgHandlers } from "./orgs/handlers.ts";
import { projectHandlers } from "./projects/handlers.ts";
import { roleHandlers } from "./roles/handlers.ts";
import { holdHandlers } from "./roles/holds-handlers.ts";
import { routeRuleHandlers } from "./route-rules/handlers.ts";
import { keepRules } from "./route-rules/rules-in-force.ts";
import { secretGroupHandlers } from "./secret-groups/handlers.ts";
import { signingKeyHandlers } from "./signing-keys/handlers.ts";
import { createSigner } from "./signing-keys/signer.ts";
import { teamHandlers } from "./teams/handlers.ts";
import { tokenHandlers } from "./tokens/handlers.ts";
import { issueOwnerToken } from "./tokens/owner-token.ts";
import { restoreTokens } from "./tokens/restore.ts";
import { tokenOperations } from "./tokens/token-operations.ts";
import { startCounts } from "./usage/counts.ts";
import { usageHandlers } from "./usage/handlers.ts";
import { startUsage } from "./usage/usage.ts";
import { createUses } from "./usage/uses.ts";
import { verifierHandlers } from "./verifiers/handlers.ts";
import { watchPropagation } from "./verifiers/propagation.ts";
import { startRegistry } from "./verifiers/registry.ts";
import { mountStream } from "./verifiers/stream.ts";
import { verificationHandlers } from "./verification/handlers.ts";

const VERSION = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }
).version;

const CLOSE_GRACE_MS = 5000;

export interface App {
  readonly http: FastifyInstance;
  readonly authority: Authority;
  readonly database: Database;
  /** Whether this start found an empty database. */
  readonly isNew: boolean;
  close(): Promise<void>;
}

/** What serving and commands both need: an open database, its keys, and a mint on them. */
export async function openInstallation(
  config: Config,
  secrets: ConfigSecrets,
  onError: (error: Error) => void,
  given?: Database,
) {
  const masterKeys = await loadMasterKeys(secrets.masterKeys, masterKeyFile(config.dataDir));
  const database = given ?? (await openDatabase(config, onError));
  const encryption = createEncryption(masterKeys);
  const issuerLabel = new URL(config.publicUrl).host;
  const signer = createSigner(encryption, issuerLabel);
  return {
    masterKeys,
    database,
    encryption,
    issuerLabel,
    signer,
    mint: { signer, issuer: config.publicUrl },
  };
}

interface AppOptions {
  /** How long it, and the verifiers it serves, may decide without news. */
  readonly leaseMs?: number;
}

/** The composition root: the only file that knows every slice. */
export async function createApp(
  config: Config,
  secrets: ConfigSecrets,
  logger: Logger,
  given?: Database,
  { leaseMs }: AppOptions = {},
): Promise<App> {
  const onError = (error: Error) => logger.error({ err: error }, "in the background");
  const installation = await openInstallation(config, secrets, onError, given);
  const { masterKeys, database, encryption, issuerLabel, signer, mint } = installation;
  const { isNew } = await install(installation, config.init, new Date());
  const authority = await startAuthority({ database, issuer: config.publicUrl, onError, leaseMs });
  authority.onRevision(({ changes }) => {
    if (changes.some(({ kind }) => kind === "signing_keys_set")) signer.forgetCurrent();
  });
  const usage = startUsage(database, onError);
  const counts = startCounts(database, onError);
  const uses = createUses(usage, counts);
  const propagation = await watchPropagation(database);
  const registry = await startRegistry({
    database,
    authority,
    serverName: `server ${hostname()} ${process.pid}`,
    onAcknowledged: propagation.wake,
    onError,
  });
  const stopHousekeeping = startHousekeeping(database, onError);
  const tokens = tokenOperations({ authority, mint });

  const handlers: Handlers = {
    ...meHandlers({ authority }),
    ...catalogueHandlers,
    ...orgHandlers({ authority, issueOwnerToken: issueOwnerToken({ authority, mint }) }),
    ...teamHandlers({ authority }),
    ...memberHandlers({ authority }),
    ...roleHandlers({ authority }),
    ...holdHandlers({ authority }),
    ...projectHandlers({ authority }),
    ...secretGroupHandlers({ authority, encryption }),
    ...tokenHandlers({ authority, mint }),
    ...usageHandlers({ tokens }),
    ...verificationHandlers({ authority, uses }),
    ...verifierHandlers({ authority }),
    ...routeRuleHandlers({ authority }),
    ...auditEventHandlers({ tokens }),
    ...signingKeyHandlers({ encryption }),
    ...masterKeyHandlers({ masterKeys }),
  };

  const http = await createHttp({
    logger,
    trustProxy: config.trustProxy,
    rewriteUrl: withoutForwardedPath,
  });
  mountMetrics(http, authority);
  mountApi(http, handlers, {
    authority,
    uses,
    propagation,
    database,
    fingerprintSecret: await encryption.derive(database.kysely, INSTALLATION_SCOPE, "idempotency"),
    restoreTokens: (db, orgId, data, now) =>
      restoreTokens({ mint, orgs: authority.state.orgs }, db, orgId, data, now),
  });
  const report = (entries: readonly UsageEntry[], orgId: string | null) => {
    // One that sees an organization speaks for no other.
    const seen = entries.filter((entry) => orgId === null || entry.orgId === orgId);
    for (const entry of seen) {
      const atMs = Date.now() - entry.agoMs;
      usage.record(entry, atMs);
      counts.add(entry, atMs);
    }
  };
  const changesAfter = (revision: number, limit: number) => revisionsAfter(database.kysely, revision, limit);
  await mountStream(http, { authority, registry, report, revisionsAfter: changesAfter }, onError);
  const gate = createGate({ authority, uses });
  const { publicUrl } = config;
  await mountOauth(http, { authority, database, gate, uses, propagation, issuer: publicUrl });
  await mountAuthzen(http, { authority, gate, uses, publicUrl });
  await mountForwardAuth(http, { authority, uses, rules: keepRules(database, authority) });
  mountPublicRoutes(http, { authority, issuerLabel, publicUrl: config.publicUrl, version: VERSION });
  await mountDocs(http);

  return {
    http,
    authority,
    database,
    isNew,
    async close() {
      // Requests under way are answered; a connection that stays silent does not hold us up for ever.
      const grace = setTimeout(() => http.server.closeAllConnections(), CLOSE_GRACE_MS);
      await http.close();
      clearTimeout(grace);
      stopHousekeeping();
      await registry.stop();
      await propagation.stop();
      await usage.stop();
      await counts.stop();
      await authority.stop();
      await database.close();
    },
  };
}
