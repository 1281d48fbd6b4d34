import type { Client } from "@keywright/sdk";
import { text } from "node:stream/consumers";
import { expect, onTestFinished } from "vitest";
import { startPlatform } from "../../test/platform.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";

type SyncBody = Parameters<Client["createSync"]>[0]["body"];
type Run = Awaited<ReturnType<Client["getSyncRun"]>>;

/** What a connection needs on the other side, and no more. */
export const SMALLEST = [
  "project:projects:manage:read",
  "project:secrets:secret-groups:list",
  "project:secrets:secret-groups:read-values",
  "project:secrets:secret-groups:update",
];

export interface TwoServices {
  readonly here: TestService;
  readonly there: TestService;
  readonly tenant: Tenant;
  close(): Promise<void>;
}

/** Two Keywright services, and a team on this one with the project `shop`. The other has the project `store`. */
export async function startTwoServices(): Promise<TwoServices> {
  const here = await startTestService();
  const there = await startTestService();
  const tenant = await newTenant(here, "Delivering");
  const environments = ["staging", "production"];
  for (const name of ["Shop", "Lab"])
    await tenant.owner.createProject({ params: tenant.params, body: { name, environments } });
  await there.operator.createProject({ body: { name: "Store" } });
  return {
    here,
    there,
    tenant,
    async close() {
      await here.close();
      await there.close();
    },
  };
}

export interface Message {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

let made = 0;

/** What tests do with two services: each with names of its own, so that they share them. */
export function deliveries({ here, there, tenant }: TwoServices) {
  const { owner, params } = tenant;
  const name = (what: string) => `${what}-${++made}`;

  const self = {
    name,

    /** A secret group of this service. */
    async group(
      variables: Record<string, string>,
      fields: { environment?: string; projectId?: string } = {},
    ) {
      const { projectId = "shop", ...rest } = fields;
      const body = { name: name("group"), secretType: "environment", priority: 1, ...rest } as const;
      const group = await owner.createSecretGroup({
        params: { ...params, projectId },
        body: { ...body, secrets: { variables } },
      });
      return { kind: "secret-group", projectId, secretGroupId: group.id } as const;
    },

    async edit({ projectId, secretGroupId }: Group, variables: Record<string, string>) {
      await owner.patchSecretGroup({
        params: { ...params, projectId, secretId: secretGroupId },
        body: { secrets: { variables } },
      });
    },

    async read({ projectId, secretGroupId }: Group): Promise<Record<string, string>> {
      const group = await owner.getSecretGroup({ params: { ...params, projectId, secretId: secretGroupId } });
      return group.secrets.variables;
    },

    /** A secret group of the other service, as a destination. */
    async destination(variables: Record<string, string> = {}) {
      const group = await there.operator.createSecretGroup({
        params: { projectId: "store" },
        body: { name: name("there"), secretType: "environment", priority: 1, secrets: { variables } },
      });
      return { projectId: "store", secretGroupId: group.id };
    },

    async at({ projectId, secretGroupId }: Destination): Promise<Record<string, string>> {
      const params = { projectId, secretId: secretGroupId };
      return (await there.operator.getSecretGroup({ params })).secrets.variables;
    },

    /** As an operator of the other side would edit it by hand. */
    async editThere({ projectId, secretGroupId }: Destination, variables: Record<string, string>) {
      const params = { projectId, secretId: secretGroupId };
      await there.operator.patchSecretGroup({ params, body: { secrets: { variables } } });
    },

    async tokenThere(permissions = SMALLEST) {
      const role = { name: name("role"), permissions: { projectScope: permissions } };
      const { id: roleId } = await there.operator.createRole({ body: role });
      return there.operator.issueToken({ body: { name: name("token"), roleId } });
    },

    async connect(apiToken: string, fields: { projectId?: string; app?: string } = {}): Promise<string> {
      const body = { name: name("connection"), app: "northflank", method: "api-token", ...fields };
      const credentials = { apiToken, baseUrl: there.url };
      return (await owner.createAppConnection({ params, body: { ...body, credentials } })).id;
    },

    async connection(): Promise<string> {
      return self.connect((await self.tokenThere()).token);
    },

    /** A receiver of webhooks, and the connection to it. */
    async webhook() {
      const messages: Message[] = [];
      const receiver = await startPlatform((request, response) => {
        void text(request).then((body) => {
          messages.push(JSON.parse(body) as Message);
          response.end();
        });
      });
      onTestFinished(() => receiver.close());
      const signingSecret = `whsec_${Buffer.alloc(32).toString("base64")}`;
      const body = { name: name("hook"), app: "webhook", method: "signing-secret" };
      const credentials = { url: receiver.url, signingSecret };
      const { id } = await owner.createAppConnection({ params, body: { ...body, credentials } });
      return { id, messages };
    },

    create: (body: Omit<SyncBody, "name"> & { name?: string }, by = owner) =>
      by.createSync({ params, body: { name: name("sync"), ...body } }),

    get: (syncId: string) => owner.getSync({ params: { ...params, syncId } }),

    /** A sync that has delivered once. */
    async delivered(body: Omit<SyncBody, "name">) {
      const sync = await self.create(body);
      expect(await self.ended(sync.id)).toMatchObject({ status: "succeeded" });
      return sync.id;
    },

    /** The last run, once no run is under way any more. */
    async ended(syncId: string, timeout = 10_000): Promise<Run> {
      const list = async () => (await owner.listSyncRuns({ params: { ...params, syncId } })).runs;
      await expect.poll(async () => (await list()).every(isEnded), { timeout, interval: 50 }).toBe(true);
      return (await list())[0]!;
    },

    async run(syncId: string, body: Parameters<Client["startSyncRun"]>[0]["body"] = { kind: "sync" }) {
      await owner.startSyncRun({ params: { ...params, syncId }, body });
      return self.ended(syncId);
    },
  };
  return { ...self, here, owner };
}

type Group = { readonly projectId: string; readonly secretGroupId: string };
type Destination = Group;

function isEnded({ status }: Run): boolean {
  return status === "succeeded" || status === "failed";
}
