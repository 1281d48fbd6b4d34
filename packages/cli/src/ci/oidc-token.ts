import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { checkedToken, readTokenFromStdin } from "../input.ts";

const TIMEOUT_MS = 30_000;

interface Wanted {
  readonly audience: string;
  /** A variable that holds the token: GitLab's `id_tokens` make one. */
  readonly tokenEnv: string | undefined;
}

/** The job's own OpenID Connect token: where this CI system keeps it. */
export async function oidcToken(env: NodeJS.ProcessEnv, { audience, tokenEnv }: Wanted): Promise<string> {
  if (tokenEnv !== undefined) return fromVariable(env, tokenEnv);
  const address = env["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const bearer = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  if (address && bearer) return fromGitHub(address, bearer, audience);
  if (env["GITHUB_ACTIONS"] === "true") {
    throw new Failure(EXIT.usage, "This job may not ask GitHub for a token.", [
      "Give it the permission:  permissions: { id-token: write }",
    ]);
  }
  if (env["GITLAB_CI"] === "true") {
    throw new Failure(EXIT.usage, "Say which variable holds the job's token.", [
      `In .gitlab-ci.yml:  id_tokens: { KEYWRIGHT_ID_TOKEN: { aud: "${audience}" } }`,
      "Then: keywright ci-login --token-env KEYWRIGHT_ID_TOKEN …",
    ]);
  }
  return readTokenFromStdin();
}

function fromVariable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return checkedToken(value);
  throw new Failure(EXIT.usage, `The variable ${name} is not set: it has to hold the job's token.`);
}

/** https://docs.github.com/actions: a request with the job's own credentials. */
async function fromGitHub(address: string, bearer: string, audience: string): Promise<string> {
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${bearer}`, accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { value } = (await answer.json()) as { value?: unknown };
    if (answer.status === 200 && typeof value === "string") return checkedToken(value);
    throw new Error(`status ${answer.status}`);
  } catch (cause) {
    throw new Failure(EXIT.noAnswer, "GitHub did not give this job a token.", [], { cause });
  }
}
