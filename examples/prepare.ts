import { ApiError, type Client, createClient } from "@keywright/sdk";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const READ = "project:services:general:read";

/**
 * What the examples need, as far as it is not there: permissions for services in the catalogue, a project, a token for the
 * verifier that may do nothing but verify, and one for a caller. Answers where the caller's is.
 */
export async function prepare(url: string, operatorTokenFile: string, folder: string): Promise<string> {
  const operator = createClient({ url, token: (await readFile(operatorTokenFile, "utf8")).trim() });
  await mkdir(folder, { recursive: true });
  await addPermissions(operator);
  await unlessThere(operator.createProject({ body: { name: "Web shop" } }));
  const caller = {
    name: "Service reader",
    permissions: { projectScope: [READ] },
    restrictions: { enabled: true, projects: ["web-shop"] },
  };
  await unlessThere(operator.createRole({ body: caller }));
  const verifier = { name: "Verifier", permissions: { orgScope: ["org:admin:verification:verify"] } };
  await unlessThere(operator.createOrgRole({ body: verifier }));

  await keepToken(url, join(folder, "verifier.token"), () =>
    operator.issueOrgToken({ body: { name: "example verifier", roleId: "verifier" } }),
  );
  const callerTokenFile = join(folder, "caller.token");
  await keepToken(url, callerTokenFile, () =>
    operator.issueToken({ body: { name: "example caller", roleId: "service-reader" } }),
  );
  return callerTokenFile;
}

/** The template's permissions, beside those of the operator's own that are there: PUT replaces them all. */
async function addPermissions(operator: Client): Promise<void> {
  const { scopes } = await operator.getCatalogue();
  const known = scopes
    .flatMap(({ categories }) => categories.flatMap(({ resources }) => resources))
    .flatMap(({ permissions }) => permissions);
  if (known.some(({ permission }) => permission === READ)) return;
  const permissions = known
    .filter(({ origin }) => origin === "operator")
    .map(({ permission, sensitive, publishable, deprecated }) => ({
      permission,
      sensitive,
      publishable,
      deprecated,
    }));
  await operator.putCatalogue({ body: { template: "paas", permissions } });
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
    throw error;
  }
}
