import type { FastifyInstance, FastifyRequest } from "fastify";
import { idOfUuid, uuidOf } from "../../ids.ts";
import { appOf, idOf, readBody, readParam, readQuery } from "./request.ts";
import { showSync } from "./show-sync.ts";
import {
  DestinationQuestion,
  Import,
  InProject,
  NewSync,
  Removal,
  SyncChange,
  SyncName,
} from "./sync-messages.ts";
import { type OneSync, type SyncsDeps, syncsBy } from "./syncs.ts";

export function mountSyncs(scope: FastifyInstance, deps: SyncsDeps): void {
  mountOfOneApp(scope, deps);
  mountOfOneSync(scope, deps);
  mountRuns(scope, deps);
}

function mountOfOneApp(scope: FastifyInstance, deps: SyncsDeps): void {
  scope.get("/:app", async (request) => ({
    secretSyncs: (await syncsBy(deps, request).list(appOf(request), projectOf(request))).map(showSync),
  }));
  scope.get("/:app/sync-name/:name", async (request) => {
    const name = readParam(SyncName, request, "name");
    const found = await syncsBy(deps, request).named(appOf(request), name, projectOf(request));
    return { secretSync: showSync(found) };
  });
  scope.post("/:app", async (request) => {
    const body = readBody(NewSync, request);
    return { secretSync: showSync(await syncsBy(deps, request).create(appOf(request), body)) };
  });
  scope.post("/:app/check-destination", async (request) => {
    const { projectId, connectionId, destinationConfig, excludeSyncId } = readBody(
      DestinationQuestion,
      request,
    );
    const found = await syncsBy(deps, request).isTaken(idOfUuid("prj", projectId) ?? "", {
      app: appOf(request),
      connectionId: idOfUuid("con", connectionId) ?? "",
      destination: destinationConfig,
      except: excludeSyncId && idOfUuid("syn", excludeSyncId),
    });
    const duplicate = found.projectId !== null && { duplicateProjectId: uuidOf(found.projectId) };
    return { hasDuplicate: found.hasDuplicate, ...duplicate };
  });
}

function mountOfOneSync(scope: FastifyInstance, deps: SyncsDeps): void {
  scope.get("/:app/:syncId", async (request) => ({
    secretSync: showSync(await syncsBy(deps, request).one(oneOf(request))),
  }));
  scope.patch("/:app/:syncId", async (request) => {
    const change = readBody(SyncChange, request);
    return { secretSync: showSync(await syncsBy(deps, request).patch(oneOf(request), change)) };
  });
  scope.delete("/:app/:syncId", async (request) => {
    const removal = readQuery(Removal, request);
    return { secretSync: showSync(await syncsBy(deps, request).remove(oneOf(request), removal)) };
  });
}

function mountRuns(scope: FastifyInstance, deps: SyncsDeps): void {
  scope.post("/:app/:syncId/sync-secrets", async (request) => ({
    secretSync: showSync(await syncsBy(deps, request).start(oneOf(request), { kind: "sync" })),
  }));
  scope.post("/:app/:syncId/import-secrets", async (request) => {
    const { importBehavior } = readQuery(Import, request);
    const prefer = importBehavior === "prioritize-source" ? "source" : "destination";
    const started = await syncsBy(deps, request).start(oneOf(request), { kind: "import", prefer });
    return { secretSync: showSync(started) };
  });
  scope.post("/:app/:syncId/remove-secrets", async (request) => ({
    secretSync: showSync(await syncsBy(deps, request).start(oneOf(request), { kind: "remove" })),
  }));
}

function oneOf(request: FastifyRequest): OneSync {
  return { app: appOf(request), id: idOf("syn", request, "syncId") };
}

function projectOf(request: FastifyRequest): string {
  return idOfUuid("prj", readQuery(InProject, request).projectId) ?? "";
}
