import type { Handlers } from "../http/handlers.ts";
import { replaceOperatorPermissions } from "./catalogue.ts";
import { catalogueEntries } from "./queries.ts";
import { readTemplate } from "./templates.ts";
import { catalogueTree } from "./tree.ts";

export const catalogueHandlers = {
  getCatalogue: async (db) => catalogueTree(await catalogueEntries(db)),

  putCatalogue: async (work, { org }, { body }) => {
    const template = body.template ? readTemplate(body.template) : [];
    const own = new Set(body.permissions.map(({ permission }) => permission));
    const wanted = [...template.filter(({ permission }) => !own.has(permission)), ...body.permissions];
    return catalogueTree(await replaceOperatorPermissions(work, org.id, wanted));
  },
} satisfies Partial<Handlers>;
