import type { FastifyInstance, FastifyRequest } from "fastify";
import { principalOf } from "../../http/gate.ts";
import { idOfUuid } from "../../ids.ts";
import { type ConnectionsDeps, connectionsBy, type One } from "./connections.ts";
import { answerError } from "./errors.ts";
import { ConnectionChange, ConnectionName, NewConnection, PlatformId } from "./messages.ts";
import { appOf, idOf, projectOf, readBody, readParam } from "./request.ts";
import { showAvailable, showConnection, showOptions } from "./show.ts";
import { mountSyncs } from "./sync-mount.ts";
import type { SyncsDeps } from "./syncs.ts";

/** The door for clients of Infisical's API: its app connections and syncs are the team's. */
export async function mountInfisical(app: FastifyInstance, deps: SyncsDeps): Promise<void> {
  const enter =
    (mount: (scope: FastifyInstance, deps: SyncsDeps) => void) => async (scope: FastifyInstance) => {
      scope.setErrorHandler(answerError);
      // Before the body is read: strangers learn nothing from how theirs is judged.
      scope.addHook("onRequest", async (request) => void (await principalOf(deps.authority, request)));
      mount(scope, deps);
    };
  await app.register(enter(mountConnections), { prefix: "/api/v1/app-connections" });
  await app.register(enter(mountSyncs), { prefix: "/api/v1/secret-syncs" });
}

function mountConnections(scope: FastifyInstance, deps: ConnectionsDeps): void {
  mountOfAllApps(scope, deps);
  mountOfOneApp(scope, deps);
  mountOfOneConnection(scope, deps);
}

function mountOfAllApps(scope: FastifyInstance, deps: ConnectionsDeps): void {
  scope.get("/", async (request) => ({
    appConnections: (await connectionsBy(deps, request).all(projectOf(request))).map(showConnection),
  }));
  scope.get("/options", async () => ({ appConnectionOptions: showOptions() }));
}

function mountOfOneApp(scope: FastifyInstance, deps: ConnectionsDeps): void {
  scope.get("/:app", async (request) => {
    const filter = { app: appOf(request), ...projectOf(request) };
    return { appConnections: (await connectionsBy(deps, request).all(filter)).map(showConnection) };
  });
  scope.get("/:app/available", async (request) => {
    const filter = { app: appOf(request), ...projectOf(request) };
    return { appConnections: (await connectionsBy(deps, request).available(filter)).map(showAvailable) };
  });
  scope.get("/:app/connection-name/:name", async (request) => {
    const named = { app: appOf(request), name: readParam(ConnectionName, request, "name") };
    return {
      appConnection: showConnection(await connectionsBy(deps, request).named(named, projectOf(request))),
    };
  });
  scope.post("/:app", async (request) => {
    const body = readBody(NewConnection, request);
    const projectId = body.projectId == null ? undefined : idOfUuid("prj", body.projectId);
    const row = await connectionsBy(deps, request).create(appOf(request), body, projectId);
    return { appConnection: showConnection(row) };
  });
}

function mountOfOneConnection(scope: FastifyInstance, deps: ConnectionsDeps): void {
  scope.get("/:app/:connectionId", async (request) => ({
    appConnection: showConnection(await connectionsBy(deps, request).one(oneOf(request))),
  }));
  scope.patch("/:app/:connectionId", async (request) => {
    const change = readBody(ConnectionChange, request);
    return {
      appConnection: showConnection(await connectionsBy(deps, request).patch(oneOf(request), change)),
    };
  });
  scope.delete("/:app/:connectionId", async (request) => ({
    appConnection: showConnection(await connectionsBy(deps, request).remove(oneOf(request))),
  }));
  scope.get("/:app/:connectionId/projects", async (request) => ({
    projects: await connectionsBy(deps, request).projects(oneOf(request)),
  }));
  scope.get("/:app/:connectionId/projects/:platformProjectId/secret-groups", async (request) => {
    const platformProjectId = readParam(PlatformId, request, "platformProjectId");
    return {
      secretGroups: await connectionsBy(deps, request).secretGroups(oneOf(request), platformProjectId),
    };
  });
}

function oneOf(request: FastifyRequest): One {
  return { app: appOf(request), id: idOf("con", request, "connectionId") };
}
