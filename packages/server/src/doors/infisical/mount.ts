import { APPS } from "@keywright/connectors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { principalOf } from "../../http/gate.ts";
import { readPart } from "../../http/validate.ts";
import { idOfUuid } from "../../ids.ts";
import { Refusal } from "../../refusal.ts";
import { type ConnectionsDeps, connectionsBy, type One } from "./connections.ts";
import { answerError } from "./errors.ts";
import { ConnectionChange, ConnectionName, NewConnection, OfProject, PlatformId } from "./messages.ts";
import { showAvailable, showConnection, showOptions } from "./show.ts";

const PREFIX = "/api/v1/app-connections";

/** The door for clients of Infisical's API: its app connections are the team's. */
export async function mountInfisical(app: FastifyInstance, deps: ConnectionsDeps): Promise<void> {
  await app.register(
    async (scope) => {
      scope.setErrorHandler(answerError);
      // Before the body is read: strangers learn nothing from how theirs is judged.
      scope.addHook("onRequest", async (request) => void (await principalOf(deps.authority, request)));
      mountOfAllApps(scope, deps);
      mountOfOneApp(scope, deps);
      mountOfOneConnection(scope, deps);
    },
    { prefix: PREFIX },
  );
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

function paramOf(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? "";
}

/** Names that cannot be names name nothing. */
function readParam(schema: z.ZodType<string>, request: FastifyRequest, name: string): string {
  const parsed = schema.safeParse(paramOf(request, name));
  if (!parsed.success) throw new Refusal("not_found");
  return parsed.data;
}

function appOf(request: FastifyRequest): string {
  const app = paramOf(request, "app");
  if (!APPS.some((known) => known === app))
    throw new Refusal("not_found", { detail: `There is no App "${app}"` });
  return app;
}

function oneOf(request: FastifyRequest): One {
  const id = idOfUuid("con", paramOf(request, "connectionId"));
  if (id === undefined) throw new Refusal("not_found");
  return { app: appOf(request), id };
}

function projectOf(request: FastifyRequest): { projectId?: string | undefined } {
  const { projectId } = readPart(OfProject, request.query, "query") as z.output<typeof OfProject>;
  return projectId === undefined ? {} : { projectId: idOfUuid("prj", projectId) };
}

function readBody<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  return readPart(schema, request.body, "body") as T;
}
