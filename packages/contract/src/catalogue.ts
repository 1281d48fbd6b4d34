import { z } from "zod";
import { CATALOGUE_PERMISSIONS_MAX } from "./limits.ts";
import { defineRoute } from "./route.ts";

const Permission = z.object({
  permission: z.string(),
  label: z.string(),
  action: z.string(),
  origin: z.enum(["keywright", "operator"]),
  sensitive: z.boolean(),
  publishable: z.boolean(),
  deprecated: z.boolean(),
});

/** Scope, category and resource, each with the name people read; the permissions hang on the resources. */
const CatalogueTree = z.object({
  count: z.int(),
  scopes: z.array(
    z.object({
      scope: z.string(),
      label: z.string(),
      categories: z.array(
        z.object({
          category: z.string(),
          label: z.string(),
          resources: z.array(
            z.object({ resource: z.string(), label: z.string(), permissions: z.array(Permission) }),
          ),
        }),
      ),
    }),
  ),
});

const OperatorPermission = z
  .strictObject({
    permission: z
      .string()
      .max(200)
      .regex(
        /^(org|team|project)(:[a-z][a-z0-9]*(-[a-z0-9]+)*){3}$/,
        "must be org|team|project:category:resource:action",
      ),
    sensitive: z.boolean().default(false),
    publishable: z.boolean().default(false),
    deprecated: z.boolean().default(false),
  })
  .refine(({ sensitive, publishable }) => !(sensitive && publishable), {
    path: ["publishable"],
    message: "what is sensitive is not for everybody",
  });

const OperatorPermissions = z
  .array(OperatorPermission)
  .max(CATALOGUE_PERMISSIONS_MAX)
  .superRefine((list, context) => {
    const seen = new Set<string>();
    for (const [index, { permission }] of list.entries()) {
      if (seen.has(permission)) {
        context.addIssue({ code: "custom", path: [index, "permission"], message: "is named twice" });
      }
      seen.add(permission);
    }
  });

/** The operator's part of the catalogue, whole: what is not in it any more is removed. `template` starts from one we ship. */
const CatalogueBody = z.strictObject({
  template: z.enum(["paas"]).optional(),
  permissions: OperatorPermissions.default([]),
});
const tag = "Catalogue";

export const getCatalogue = defineRoute({
  id: "getCatalogue",
  method: "GET",
  path: "/v1/permissions",
  tag,
  summary: "Read the permission catalogue as a tree",
  permission: "any_token",
  response: CatalogueTree,
});
export const putCatalogue = defineRoute({
  id: "putCatalogue",
  method: "PUT",
  path: "/v1/permissions",
  tag,
  summary: "Replace the operator's part of the catalogue",
  permission: "platform:admin:catalogue:update",
  body: CatalogueBody,
  response: CatalogueTree,
  revision: true,
  concernsInstallation: true,
  errors: ["permission_in_use"],
});
