import { launchBrowser } from "./browser.ts";
import { firstPerson } from "./person-client.ts";
import { seed } from "./seed.ts";
import { startService } from "./service.ts";
import { axeProblems } from "./axe.ts";

const only = process.argv[2];
const service = await startService();
try {
  const { client, cookie } = await firstPerson(service);
  await seed(service, client);
  const params = { teamId: "web", projectId: "web-shop" };
  await client.createSecretGroup({
    params,
    body: {
      name: "Database",
      description: "Where the orders are",
      secretType: "environment",
      priority: 10,
      environment: "production",
      tags: ["orders", "eu"],
      secrets: {
        variables: {
          DATABASE_URL: "postgres://orders:hunter2@db.internal:5432/orders",
          DATABASE_POOL_MAX: "20",
          TLS_CERTIFICATE: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        },
        files: { "/etc/app/config.json": { data: '{\n  "a": 1\n}', encoding: "utf-8" } },
      },
    },
  });
  await client.createSecretGroup({
    params,
    body: {
      name: "Feature flags",
      type: "config",
      secretType: "environment-arguments",
      priority: 0,
      secrets: { variables: { NEW_CHECKOUT: "true" } },
      restrictions: {
        restricted: true,
        tags: ["web", "api"],
        tagMatchCondition: "and",
        nfObjects: [{ id: "shop", type: "service" }],
      },
    },
  });
  await client.patchSecretGroup({
    params: { ...params, secretId: "database" },
    body: {
      priority: 20,
      secrets: {
        variables: {
          DATABASE_URL: "postgres://orders:hunter3@db.internal:5432/orders",
          DATABASE_POOL_MAX: "20",
          NEW_ONE: "1",
          TLS_CERTIFICATE: "x",
        },
      },
    },
  });
  await client.patchRole({
    params: { teamId: "web", roleId: "ci-deploy" },
    body: {
      description: "Deploys",
      permissions: {
        projectScope: [
          "project:projects:manage:read",
          "project:services:general:update",
          "project:secrets:secret-groups:read-values",
        ],
      },
      restrictions: { enabled: true, projects: ["web-shop", "search"] },
    },
  });
  await client.patchTeam({
    params: { teamId: "web" },
    body: { tokenPolicy: { maxLifetimeSeconds: 86400 * 365 } },
  });
  await client.createOrg({ body: { name: "Contoso", owner: { email: "c@example.com" } } });
  await client.createOrg({ body: { name: "Fabrikam", ownerToken: { name: "x" } } });
  await client.patchOrg({ params: { orgId: "fabrikam" }, body: { suspended: true } });
  await client.putRouteRules({
    body: {
      document: {
        openapi: "3.1.0",
        info: { title: "Shop API", version: "1.2.0" },
        paths: {
          "/v1/projects/{projectId}/services": {
            get: { "x-keywright-permission": "project:services:general:read" },
            post: {
              "x-keywright-permission": [
                "project:services:general:create",
                "project:services:general:update",
              ],
            },
          },
          "/v1/health": { get: { "x-keywright-permission": "any_token" } },
          "/v1/secret": { get: {} },
        },
      },
    },
  });
  const { auditEvents } = await client.listAuditEvents({
    params: { teamId: "web" },
    query: { action: "role.update" },
  });
  const { auditEvents: sec } = await client.listAuditEvents({
    params: { teamId: "web" },
    query: { action: "secret-group.update" },
  });
  const t = "/o/northwind/t/web";
  const pages: [string, string, ((p: import("playwright-core").Page) => Promise<void>)?][] = [
    ["projects", `${t}/projects`],
    ["project", `${t}/projects/web-shop`],
    [
      "project-create",
      `${t}/projects`,
      async (p) => {
        await p.getByRole("button", { name: "Create a project" }).click();
      },
    ],
    [
      "project-delete",
      `${t}/projects/web-shop`,
      async (p) => {
        await p.getByRole("button", { name: "Delete" }).click();
      },
    ],
    ["group", `${t}/projects/web-shop/secrets/database`],
    [
      "group-revealed",
      `${t}/projects/web-shop/secrets/database`,
      async (p) => {
        await p.getByRole("button", { name: "Reveal all" }).click();
      },
    ],
    [
      "group-edit",
      `${t}/projects/web-shop/secrets/database`,
      async (p) => {
        await p.getByRole("button", { name: "Edit values" }).click();
        await p.getByRole("button", { name: "Add a variable" }).click();
      },
    ],
    [
      "group-settings",
      `${t}/projects/web-shop/secrets/feature-flags`,
      async (p) => {
        await p.getByRole("button", { name: "Edit", exact: true }).click();
      },
    ],
    ["audit", `${t}/audit`],
    ["audit-event", `${t}/audit?event=${auditEvents[0]?.id}`],
    ["audit-secret", `${t}/audit?action=secret-group.*&event=${sec[0]?.id}`],
    ["audit-none", `${t}/audit?actor=mem_00000000000000000000000000&after=2026-11-01&target=nothing`],
    ["audit-org", "/o/northwind/audit"],
    ["verifiers", `${t}/verifiers`],
    ["settings", `${t}/settings`],
    ["orgs", "/platform"],
    [
      "org-create",
      "/platform",
      async (p) => {
        await p.getByRole("button", { name: "Create an organization" }).click();
      },
    ],
    ["catalogue", "/platform/catalogue?search=secret"],
    [
      "catalogue-replace",
      "/platform/catalogue",
      async (p) => {
        await p.getByRole("button", { name: "Replace yours" }).click();
        await p.getByLabel("Catalogue", { exact: true }).fill('{"permissions": []}');
        await p.getByRole("button", { name: "Replace", exact: true }).click();
      },
    ],
    ["keys", "/platform/signing-keys"],
    ["rules", "/platform/route-rules"],
    ["platform-verifiers", "/platform/verifiers"],
  ];
  const browser = await launchBrowser();
  const sizes = [
    ["light", 1280, 860],
    ["dark", 1280, 860],
    ["light", 360, 760],
  ] as const;
  for (const [scheme, width, height] of sizes) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    await context.addCookies([{ ...cookie, url: service.url }]);
    const page = await context.newPage();
    page.on(
      "console",
      (m) => m.type() === "error" && console.log("CONSOLE", page.url(), m.text().slice(0, 300)),
    );
    page.on("pageerror", (e) => console.log("PAGEERROR", page.url(), e.message));
    for (const [name, path, act] of pages) {
      if (only && !new RegExp(only).test(name)) continue;
      try {
        await page.goto(service.url + path);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForFunction(
          () =>
            !document.querySelector("[aria-busy=true]") && !document.querySelector(".mantine-Skeleton-root"),
        );
        await act?.(page);
        await page.waitForTimeout(350);
        await page.screenshot({ path: `/tmp/kwshots/${name}-${scheme}-${width}.png` });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) console.log("OVERFLOW", name, width, wide);
        const problems = await axeProblems(page);
        if (problems.length) console.log("AXE", name, scheme, width, problems.slice(0, 4).join("\n   "));
      } catch (e) {
        console.log("FAILED", name, scheme, width, String(e).slice(0, 400));
        await page.screenshot({ path: `/tmp/kwshots/FAIL-${name}.png` });
      }
    }
    await context.close();
  }
  await browser.close();
} finally {
  await service.stop();
}
