import type { VariableChange } from "../connector.ts";
import { ConnectorError } from "../connector-error.ts";
import type { Http } from "../http.ts";
import {
  deleteSecret,
  getPublicKey,
  githubApi,
  type GithubCredentials,
  listSecretNames,
  putSecret,
  type RepositoryDestination,
} from "./api.ts";
import { seal } from "./seal.ts";

/** Names only: GitHub shows the value of a secret to nobody. */
export async function read(
  http: Http,
  credentials: GithubCredentials,
  to: RepositoryDestination,
): Promise<Readonly<Record<string, null>>> {
  const names = await listSecretNames(githubApi(http, credentials), to);
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** One request for each secret: an attempt that fails half way is finished by the next. */
export async function write(
  http: Http,
  credentials: GithubCredentials,
  to: RepositoryDestination,
  { set, remove }: VariableChange,
): Promise<void> {
  refuseNames(Object.keys(set));
  const github = githubApi(http, credentials, Object.values(set));
  const secrets = Object.entries(set);
  if (secrets.length > 0) {
    const key = await getPublicKey(github, to);
    for (const [name, value] of secrets) {
      await putSecret(github, to, { name, encrypted_value: await seal(value, key), key_id: key.key_id });
    }
  }
  for (const name of remove) await deleteUnlessGone(name);

  async function deleteUnlessGone(name: string): Promise<void> {
    try {
      await deleteSecret(github, to, name);
    } catch (error) {
      if (!(error instanceof ConnectorError && error.code === "not_found")) throw error;
    }
  }
}

/** GitHub turns names into upper case, so that another spelling would be taken for a stranger when it is read back. */
function refuseNames(names: readonly string[]): void {
  const unfit = names.filter((name) => !/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/.test(name));
  if (unfit.length === 0) return;
  throw new ConnectorError(
    "rejected",
    "Names of GitHub's secrets have upper-case letters, digits and underscores, do not begin with a digit " +
      `and not with GITHUB_. These do not fit: ${unfit.join(", ")}.`,
  );
}
