import { z } from "zod";
import type { ChosenFields, Minted, Minting, MintingOrder, Place } from "../connector.ts";
import type { Http } from "../http.ts";
import { platformId, platformName } from "../names.ts";
import { path } from "../path.ts";
import { call, send } from "../platform.ts";
import { unlessGone } from "../unless-gone.ts";
import { listEnvironments, listProjects, unleashApi, type UnleashCredentials } from "./api.ts";

const KINDS = ["backend", "frontend"] as const;

interface UnleashSpec {
  readonly kind: (typeof KINDS)[number];
  readonly projectId: string;
  readonly projectName?: string | undefined;
  readonly environment: string;
}

const Issued = z.object({ secret: z.string().min(1), expiresAt: z.iso.datetime().nullish() });
const Tokens = z.object({
  tokens: z.array(
    z.object({ tokenName: z.string(), secret: z.string().min(1), projects: z.array(z.string()) }),
  ),
});

/** Of one project and one environment: the platform knows its tokens by their values, and we by their names. */
export const unleashTokens: Minting<UnleashCredentials, UnleashSpec> = {
  spec: z.strictObject({
    kind: z.enum(KINDS),
    projectId: platformId,
    projectName: platformName,
    environment: platformId,
  }),
  fields: [
    {
      name: "kind",
      label: "Kind",
      options: KINDS,
      description: "A frontend token is safe in a browser; a backend token sees how flags are decided.",
    },
    { name: "projectId", label: "Project", listed: true, nameField: "projectName" },
    { name: "environment", label: "Environment", listed: true },
  ],
  expires: true,
  describe: ({ kind, projectId, projectName, environment }) =>
    `${kind} token for ${environment} of ${projectName ?? projectId}`,
  platformOf: ({ baseUrl }) => baseUrl,
  list,
  issue,
  find: async (http, credentials, spec, name) =>
    (await secretsOf(http, credentials, spec, name)).length === 0 ? [] : [name],
  revoke: async (http, credentials, spec, name) => {
    for (const secret of await secretsOf(http, credentials, spec, name)) {
      const request = {
        method: "DELETE",
        path: path`/api/admin/projects/${spec.projectId}/api-tokens/${secret}`,
        to: "delete the token",
      } as const;
      await unlessGone(send(unleashApi(http, credentials, [secret]), request));
    }
  },
};

async function list(
  http: Http,
  credentials: UnleashCredentials,
  field: string,
  { projectId }: ChosenFields,
): Promise<Place[]> {
  if (field === "projectId") return listProjects(http, credentials);
  return projectId === undefined ? [] : listEnvironments(http, credentials, projectId);
}

async function issue(
  http: Http,
  credentials: UnleashCredentials,
  { name, spec, expiresAt }: MintingOrder<UnleashSpec>,
): Promise<Minted> {
  const request = {
    method: "POST",
    path: path`/api/admin/projects/${spec.projectId}/api-tokens`,
    body: {
      tokenName: name,
      type: spec.kind,
      environment: spec.environment,
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    },
    to: "create a token",
  } as const;
  const issued = await call(unleashApi(http, credentials), request, Issued);
  return {
    externalId: name,
    value: issued.secret,
    ...(issued.expiresAt != null && { expiresAt: new Date(issued.expiresAt) }),
  };
}

/** What the platform wants to have said of whichever token is to go. */
async function secretsOf(
  http: Http,
  credentials: UnleashCredentials,
  { projectId }: UnleashSpec,
  name: string,
): Promise<string[]> {
  const request = {
    method: "GET",
    path: path`/api/admin/projects/${projectId}/api-tokens`,
    to: "list the project's tokens",
  } as const;
  const { tokens } = await call(unleashApi(http, credentials), request, Tokens);
  return tokens.filter(({ tokenName }) => tokenName === name).map(({ secret }) => secret);
}
