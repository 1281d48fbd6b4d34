import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { UsageEntry } from "@keywright/verifier";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { appConnectionHandlers } from "./app-connections/handlers.ts";
import { createPlatformHttp } from "./app-connections/platform-http.ts";
import { QUEUES, startBackground } from "./background.ts";
import { auditEventHandlers } from "./audit-events/handlers.ts";
import { type Authority, startAuthority } from "./authority/authority.ts";
import { catalogueHandlers } from "./catalogue/handlers.ts";
import type { Config, ConfigSecrets } from "./config.ts";
import { revisionsAfter } from "./changes/log.ts";
import { mountConsole } from "./console/mount.ts";
import type { Database } from "./db/database.ts";
import { mountAuthzen } from "./doors/authzen/mount.ts";
import { mountForwardAuth, withoutForwardedPath } from "./doors/forward-auth/mount.ts";
import { mountInfisical } from "./doors/infisical/mount.ts";
import { mountNorthflankLogin } from "./doors/northflank-login/mount.ts";
import { mountQovery } from "./doors/qovery/mount.ts";
import { mountUnleash } from "./doors/unleash/mount.ts";
import { INSTALLATION_SCOPE } from "./encryption/data-keys.ts";
import { masterKeyHandlers } from "./encryption/handlers.ts";
import { mountDocs } from "./http/docs.ts";
import { externalTokenHandlers } from "./external-tokens/handlers.ts";
import { restoreExternalToken } from "./external-tokens/restore.ts";
import { createAtOnce } from "./http/at-once.ts";
import { createTokenGate } from "./http/gate.ts";
import type { Handlers } from "./http/handlers.ts";
import { createMetrics } from "./http/metrics.ts";
import { mountApi } from "./http/mount.ts";
import { mountOtherRoutes } from "./http/other-routes.ts";
import { createPeople } from "./http/people.ts";
import { mountProgramRoutes } from "./http/program-routes.ts";
import { mountPublicRoutes } from "./http/public-routes.ts";
import { createHttp } from "./http/server.ts";
import { startHousekeeping } from "./idempotency/housekeeping.ts";
import { setupHandlers } from "./install/handlers.ts";
import { openInstallation } from "./installation.ts";
import { install } from "./install/install.ts";
import { openSetup } from "./install/set-up.ts";
import { startJobs } from "./jobs/jobs.ts";
import { watchActivity } from "./live-changes/activity.ts";
import { liveChangeHandlers } from "./live-changes/handlers.ts";
import { createLiveChanges } from "./live-changes/live-changes.ts";
import { loginRequestHandlers } from "./login-requests/handlers.ts";
import { meHandlers } from "./me/handlers.ts";
import { memberHandlers } from "./members/handlers.ts";
import { createInvitations } from "./members/invitations.ts";
import { createIssuerKeys } from "./oauth/grants/issuer-keys.ts";
import { mountOauth } from "./oauth/mount.ts";
import { orgHandlers } from "./orgs/handlers.ts";
import { projectHandlers } from "./projects/handlers.ts";
import { roleHandlers } from "./roles/handlers.ts";
import { holdHandlers } from "./roles/holds-handlers.ts";
import { routeRuleHandlers } from "./route-rules/handlers.ts";
import { keepRules } from "./route-rules/rules-in-force.ts";
import { secretGroupHandlers } from "./secret-groups/handlers.ts";
import { syncHandlers } from "./secret-syncs/handlers.ts";
import { signInHandlers } from "./sign-in/handlers.ts";
import { mountSignIn } from "./sign-in/mount.ts";
import { startSignIn } from "./sign-in/start.ts";
import { signingKeyHandlers } from "./signing-keys/handlers.ts";
import { mountSsoCallback } from "./sso/callback-handlers.ts";
import { createSsoClients } from "./sso/clients.ts";
import { ssoHandlers } from "./sso/handlers.ts";
import { createIssuers } from "./sso/issuers.ts";
import { teamHandlers } from "./teams/handlers.ts";
import { tokenRotationHandlers } from "./token-rotation/handlers.ts";
import { tokenHandlers } from "./tokens/handlers.ts";
import { issueOwnerToken } from "./tokens/owner-token.ts";
import { restoreTokens } from "./tokens/restore.ts";
import { tokenOperations } from "./tokens/token-operations.ts";
import { trustRuleHandlers } from "./trust-rules/handlers.ts";
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
  /** Where the first person comes in, while there is none. Whoever has it owns the installation. */
  readonly setupLink: string | undefined;
  close(): Promise<void>;
}

interface AppOptions {
  /** How long it, and the verifiers it serves, may decide without news. */
  readonly leaseMs?: number;
  /** The folder of the built console. */
  readonly consoleFolder?: string;
  /** Whether this server does its part of the runs of syncs. */
  readonly runsSyncs?: boolean | undefined;
}

/** The composition root: the only file that knows every slice. */
export async function createApp(
  config: Config,
  secrets: ConfigSecrets,
  logger: Logger,
  given?: Database,
  { leaseMs, consoleFolder, runsSyncs = true }: AppOptions = {},
): Promise<App> {
  const onError = (error: Error) => logger.error({ err: error }, "in the background");
  const installation = await openInstallation(config, secrets, onError, given);
  const { masterKeys, database, encryption, issuerLabel, signer, mint } = installation;
  const { isNew } = await install(installation, config.init, new Date());
  const jobs = await startJobs({ database, queues: QUEUES, onError });
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
  const tokens = tokenOperations({ authority, mint, jobs });
  const activity = await watchActivity(database, onError);
  const live = createLiveChanges({ authority, activity });
  const { publicUrl } = config;
  const running = await startSignIn(config, secrets, { database, encryption, logger, onError });
  const { links, mailer, sessions, signIn, inBackground } = running;
  const people = createPeople({ database, authority, sessions, publicUrl });
  const invitations = createInvitations({ links, mailer, inBackground });
  const setupSecret = await openSetup(database, new Date());

  const reach = { privateAddresses: config.sso.privateIssuers };
  const issuers = createIssuers(reach);
  const through = {
    database,
    authority,
    jobs,
    mint,
    encryption,
    openHttp: createPlatformHttp({ reach: config.connections }),
    noteActivity: activity.note,
  };
  const background = await startBackground(
    { ...through, mailer, links },
    { connections: config.connections, runsSyncs },
    onError,
  );
  const clients = createSsoClients({ database, encryption, publicUrl });

  const handlers: Handlers = {
    ...setupHandlers({ database, authority, signIn }),
    ...signInHandlers({ database, authority, mailer }),
    ...ssoHandlers({ database, authority, encryption, issuers, clients, reach, publicUrl }),
    ...loginRequestHandlers({ database, authority, publicUrl, noteActivity: activity.note }),
    ...meHandlers({ authority }),
    ...catalogueHandlers,
    ...orgHandlers({ authority, invitations, issueOwnerToken: issueOwnerToken({ authority, mint }) }),
    ...teamHandlers({ authority, invitations }),
    ...memberHandlers({ authority, database, invitations, signIn }),
    ...roleHandlers({ authority }),
    ...holdHandlers({ authority }),
    ...projectHandlers({ authority }),
    ...secretGroupHandlers({ authority, encryption, jobs }),
    ...tokenHandlers({ authority, mint, jobs }),
    ...tokenRotationHandlers({ authority, mint, jobs, tokens }),
    ...trustRuleHandlers({ authority, reach, publicUrl }),
    ...appConnectionHandlers(through),
    ...syncHandlers(through),
    ...externalTokenHandlers({ ...through, wake: background.wakeSweeps }),
    ...usageHandlers({ authority, tokens }),
    ...verificationHandlers({ authority, uses }),
    ...verifierHandlers({ authority }),
    ...routeRuleHandlers({ authority }),
    ...auditEventHandlers({ tokens }),
    ...liveChangeHandlers({ live }),
    ...signingKeyHandlers({ encryption }),
    ...masterKeyHandlers({ masterKeys }),
  };

  const atOnce = createAtOnce(logger);
  const http = createHttp({
    logger,
    trustProxy: config.trustProxy,
    rewriteUrl: withoutForwardedPath,
    atOnce,
  });
  const metrics = createMetrics(authority, atOnce.answered);
  const gate = createTokenGate({ authority, uses });
  const logins = { database, authority, mint, sessions, noteActivity: activity.note };
  await mountProgramRoutes(http, metrics, async (programs) => {
    await mountOauth(programs, atOnce, {
      authority,
      database,
      gate,
      uses,
      propagation,
      issuer: publicUrl,
      logins,
      issuerKeys: createIssuerKeys(reach),
    });
    await mountAuthzen(programs, { authority, gate, uses, publicUrl });
    await mountForwardAuth(programs, atOnce, { authority, uses, rules: keepRules(database, authority) });
  });
  const fingerprintSecret = await encryption.derive(database.kysely, INSTALLATION_SCOPE, "idempotency");
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
  await mountOtherRoutes(http, metrics, async (scope) => {
    scope.addHook("preClose", async () => live.stop());
    mountApi(scope, handlers, {
      authority,
      people,
      uses,
      propagation,
      noteActivity: activity.note,
      database,
      fingerprintSecret,
      restoreTokens: async (db, orgId, data) =>
        (await restoreExternalToken(encryption, db, orgId, data)) ??
        restoreTokens({ mint, orgs: authority.state.orgs }, db, orgId, data),
    });
    await mountStream(scope, { authority, registry, report, revisionsAfter: changesAfter }, onError);
    await mountInfisical(scope, { ...through, gate });
    await mountQovery(scope, { authority, database, gate, tokens, noteActivity: activity.note });
    await mountUnleash(scope, { authority, database, gate, tokens, mint, noteActivity: activity.note });
    mountNorthflankLogin(scope, { ...logins, publicUrl, onError });
    mountSignIn(scope, { database, signIn: running, people, publicUrl });
    mountSsoCallback(scope, { database, authority, issuers, clients, signIn, publicUrl, logger });
    mountPublicRoutes(scope, { authority, issuerLabel, publicUrl, version: VERSION });
    await mountDocs(scope);
    if (consoleFolder !== undefined) await mountConsole(scope, consoleFolder);
  });

  return {
    http,
    authority,
    database,
    isNew,
    setupLink: setupSecret && links.setUp(setupSecret),
    async close() {
      // Requests under way are answered; a connection that stays silent does not hold us up for ever.
      const grace = setTimeout(() => http.server.closeAllConnections(), CLOSE_GRACE_MS);
      await http.close();
      clearTimeout(grace);
      await background.stop();
      stopHousekeeping();
      await running.stop();
      await registry.stop();
      await activity.stop();
      await propagation.stop();
      await usage.stop();
      await counts.stop();
      await authority.stop();
      await database.close();
    },
  };
}
