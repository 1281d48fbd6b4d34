import { ApiError, type Client, createClient } from "@keywright/sdk";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const READ = "project:services:general:read";
/** No secret, so that pages may do it. */
const SEND = "project:shop:events:send";
const ENVIRONMENT = "production";
const WEBSITE = "https://shop.example.com";

/**
 * What the examples need, as far as it is not there: permissions in the catalogue, a project, a token for the verifier that
 * may do nothing but verify, one for a caller, and a publishable one for a page. Answers where the caller's is.
 */
export async function prepare(url: string, operatorTokenFile: string, folder: string): Promise<string> {
  const operator = createClient({ url, token: (await readFile(operatorTokenFile, "utf8")).trim() });
  await mkdir(folder, { recursive: true });
  await addPermissions(operator);
  await addProject(operator);
  const caller = {
    name: "Service reader",
    permissions: { projectScope: [READ] },
    restrictions: { enabled: true, projects: ["web-shop"] },
  };
  await unlessThere(operator.createRole({ body: caller }));
  await unlessThere(operator.createRole({ body: { name: "Page", permissions: { projectScope: [SEND] } } }));
  const verifier = { name: "Verifier", permissions: { orgScope: ["org:admin:verification:verify"] } };
  await unlessThere(operator.createOrgRole({ body: verifier }));

  await keepToken(url, join(folder, "verifier.token"), () =>
    operator.issueOrgToken({ body: { name: "example verifier", roleId: "verifier" } }),
  );
  const callerTokenFile = join(folder, "caller.token");
  await keepToken(url, callerTokenFile, () =>
    operator.issueToken({ body: { name: "example caller", roleId: "service-reader" } }),
  );
  const narrowing = { environments: [ENVIRONMENT], allowedOrigins: [WEBSITE] };
  await keepToken(url, join(folder, "page.token"), () =>
    operator.issueToken({
      body: { name: "example page", roleId: "page", exposure: "publishable", narrowing },
    }),
  );
  return callerTokenFile;
}

async function addProject(operator: Client): Promise<void> {
  const params = { projectId: "web-shop" };
  await unlessThere(operator.createProject({ body: { name: "Web shop" } }));
  const { environments } = await operator.getProject({ params });
  if (environments.includes(ENVIRONMENT)) return;
  await operator.patchProject({ params, body: { environments: [...environments, ENVIRONMENT] } });
}

/** The template's permissions, beside those of the operator's own that are there: PUT replaces them all. */
async function addPermissions(operator: Client): Promise<void> {
  const { scopes } = await operator.getCatalogue();
  const known = scopes
    .flatMap(({ categories }) => categories.flatMap(({ resources }) => resources))
    .flatMap(({ permissions }) => permissions);
  const isThere = (name: string) => known.some(({ permission }) => permission === name);
  if (isThere(READ) && isThere(SEND)) return;
  const permissions = known
    .filter(({ origin, permission }) => origin === "operator" && permission !== SEND)
    .map(({ permission, sensitive, publishable, deprecated }) => ({
      permission,
      sensitive,
      publishable,
      deprecated,
    }));
  const body = { permissions: [...permissions, { permission: SEND, publishable: true }] };
  await operator.putCatalogue({ body: isThere(READ) ? body : { ...body, template: "paas" } });
}

async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "slug_taken")) throw error;
  }
}

/** A value is shown once; the one that is kept here serves until the server accepts it no more. */
async function keepToken(url: string, file: string, issue: () => Promise<{ token?: string }>): Promise<void> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept && (await isAccepted(url, kept.trim()))) return;
  const { token } = await issue();
  await writeFile(file, `${token}\n`, { mode: 0o600 });
}

async function isAccepted(url: string, token: string): Promise<boolean> {
  try {
    await createClient({ url, token }).getMe();
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    // It is active, and belongs on a website.
    if (error instanceof ApiError && error.code === "origin_not_allowed") return true;
    throw error;
  }
}
