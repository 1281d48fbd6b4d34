import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Person } from "./person-client.ts";
import type { Cli, Running } from "./cli.ts";

type Approval = Parameters<Person["client"]["approveLoginRequest"]>[0]["body"];

export const AS_OWNER = { roleId: "owner", name: "laptop", lifetimeSeconds: 3600 } as const;

/** What a browser does with the address that the command line prints: it follows it to the page where a person decides. */
export async function openAddress(login: Running): Promise<string> {
  const address = await login.said(/(http\S+\/oauth2\/authorize\S+)/);
  const answer = await fetch(address, { redirect: "manual" });
  const page = answer.headers.get("location") ?? "";
  const [, id] = /\/approve\/(\w+)/.exec(page) ?? [];
  if (answer.status !== 303 || id === undefined) throw new Error(`it leads to ${answer.status} ${page}`);
  return id;
}

/** The person approves, and their browser takes the answer back to the command line. */
export async function approveInBrowser(
  login: Running,
  person: Person,
  approval: Approval,
): Promise<Response> {
  const loginRequestId = await openAddress(login);
  const { redirectTo = "" } = await person.client.approveLoginRequest({
    params: { loginRequestId },
    body: approval,
  });
  return fetch(redirectTo);
}

/** Where the command line listens for the browser. */
export async function loopbackOf(login: Running): Promise<string> {
  const address = new URL(await login.said(/(http\S+\/oauth2\/authorize\S+)/));
  return address.searchParams.get("redirect_uri") ?? "";
}

/** The value that is kept for the only context, where no keychain works. */
export async function tokenOf({ home }: Cli): Promise<string> {
  const folder = join(home, ".config/keywright/tokens");
  const [file = ""] = await readdir(folder);
  return readFile(join(folder, file), "utf8");
}
