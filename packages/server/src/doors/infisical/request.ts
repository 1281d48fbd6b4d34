import { APPS } from "@keywright/connectors";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { readPart } from "../../http/validate.ts";
import { idOfUuid } from "../../ids.ts";
import { Refusal } from "../../refusal.ts";

const OfProject = z.object({ projectId: z.uuid().optional() });

function paramOf(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? "";
}

/** Names that cannot be names name nothing. */
export function readParam(schema: z.ZodType<string>, request: FastifyRequest, name: string): string {
  const parsed = schema.safeParse(paramOf(request, name));
  if (!parsed.success) throw new Refusal("not_found");
  return parsed.data;
}

export function appOf(request: FastifyRequest): string {
  const app = paramOf(request, "app");
  if (!APPS.some((known) => known === app))
    throw new Refusal("not_found", { detail: `There is no App "${app}"` });
  return app;
}

/** Our own id of what the path names by its UUID. */
export function idOf(prefix: "con" | "syn", request: FastifyRequest, name: string): string {
  const id = idOfUuid(prefix, paramOf(request, name));
  if (id === undefined) throw new Refusal("not_found");
  return id;
}

export function projectOf(request: FastifyRequest): { projectId?: string | undefined } {
  const { projectId } = readQuery(OfProject, request);
  return projectId === undefined ? {} : { projectId: idOfUuid("prj", projectId) };
}

export function readQuery<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  return readPart(schema, request.query, "query") as T;
}

export function readBody<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  return readPart(schema, request.body, "body") as T;
}
