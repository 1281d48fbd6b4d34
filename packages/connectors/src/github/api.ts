import { z } from "zod";
import { allPages } from "../all-pages.ts";
import type { Http } from "../http.ts";
import { path } from "../path.ts";
import { call, type Platform, send } from "../platform.ts";

export interface GithubCredentials {
  readonly token: string;
  readonly baseUrl: string;
}

export interface RepositoryDestination {
  /** `owner/name` */
  readonly repository: string;
  /** Without one, the secrets are the whole repository's. */
  readonly environment?: string | undefined;
}

const PER_PAGE = 100;

export function githubApi(
  http: Http,
  credentials: GithubCredentials,
  values: readonly string[] = [],
): Platform {
  const { token, baseUrl } = credentials;
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    // Without one, GitHub refuses to answer.
    "user-agent": "keywright",
  };
  return { title: "GitHub", http, baseUrl, headers, secrets: [token, ...values] };
}

const User = z.object({ login: z.string() });
const Repositories = z.array(z.object({ full_name: z.string() }));
const Environments = z.object({ environments: z.array(z.object({ name: z.string() })).default([]) });
const SecretNames = z.object({ secrets: z.array(z.object({ name: z.string() })) });
const PublicKey = z.object({ key_id: z.string(), key: z.string() });
export type PublicKey = z.infer<typeof PublicKey>;

export async function whoAmI(github: Platform): Promise<void> {
  await call(github, { method: "GET", path: "/user", to: "ask who this is" }, User);
}

export function listRepositories(github: Platform) {
  return byPages(github, "/user/repos", "list repositories", Repositories);
}

export function listEnvironments(github: Platform, repository: string) {
  const list = Environments.transform(({ environments }) => environments);
  return byPages(github, `${repositoryPath(repository)}/environments`, "list environments", list);
}

export function listSecretNames(github: Platform, to: RepositoryDestination) {
  const list = SecretNames.transform(({ secrets }) => secrets.map(({ name }) => name));
  return byPages(github, secretsPath(to), "list the names of secrets", list);
}

export function getPublicKey(github: Platform, to: RepositoryDestination): Promise<PublicKey> {
  const request = { method: "GET", path: `${secretsPath(to)}/public-key`, to: "get the public key" } as const;
  return call(github, request, PublicKey);
}

interface SealedSecret {
  readonly name: string;
  readonly encrypted_value: string;
  readonly key_id: string;
}

export async function putSecret(
  github: Platform,
  to: RepositoryDestination,
  { name, ...body }: SealedSecret,
) {
  const request = {
    method: "PUT",
    path: secretsPath(to) + path`/${name}`,
    body,
    to: `set the secret ${name}`,
  } as const;
  await send(github, request);
}

export async function deleteSecret(github: Platform, to: RepositoryDestination, name: string) {
  const request = {
    method: "DELETE",
    path: secretsPath(to) + path`/${name}`,
    to: `delete the secret ${name}`,
  } as const;
  await send(github, request);
}

function byPages<T>(github: Platform, path: string, to: string, list: z.ZodType<T[]>): Promise<T[]> {
  return allPages({ title: github.title, to }, async (page: number = 1) => {
    const request = { method: "GET", path: `${path}?per_page=${PER_PAGE}&page=${page}`, to } as const;
    const items = await call(github, request, list);
    return { items, next: items.length < PER_PAGE ? undefined : page + 1 };
  });
}

function secretsPath({ repository, environment }: RepositoryDestination): string {
  const base = repositoryPath(repository);
  return environment === undefined
    ? `${base}/actions/secrets`
    : base + path`/environments/${environment}/secrets`;
}

function repositoryPath(repository: string): string {
  const [owner = "", name = "", ...more] = repository.split("/");
  return path`/repos/${owner}/${[name, ...more].join("/")}`;
}
