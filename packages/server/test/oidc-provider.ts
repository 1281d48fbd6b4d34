import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientMetadata, type Configuration, Provider } from "oidc-provider";

export const CLIENT = { id: "keywright", secret: "the-secret-of-the-client" } as const;

export interface ProviderPerson {
  readonly sub: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
}

export interface TestProvider {
  readonly issuer: string;
  /** Who sits before the provider's sign-in page, and what they do there. */
  person: ProviderPerson | "declines";
  /** Every request so far, as method and path. */
  readonly requests: string[];
  close(): Promise<void>;
}

interface TestProviderOptions {
  readonly redirectUris: readonly string[];
  readonly client?: ClientMetadata;
  readonly configuration?: Configuration;
}

/** A real identity provider on loopback. Its pages are answered at once, by plain HTTP. */
export async function startTestProvider(options: TestProviderOptions): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const requests: string[] = [];
  const people = new Map<string, ProviderPerson>();
  const test: TestProvider = { issuer, person: "declines", requests, close: () => close(server) };
  const provider = new Provider(issuer, configurationFor(options, people));
  const handle = provider.callback();
  server.on("request", (request, response) => {
    const { pathname } = new URL(request.url ?? "/", issuer);
    requests.push(`${request.method} ${pathname}`);
    if (!pathname.startsWith("/interaction/")) return void handle(request, response);
    if (test.person !== "declines") people.set(test.person.sub, test.person);
    void interact(provider, test.person, request, response);
  });
  return test;
}

function configurationFor(
  { redirectUris, client, configuration }: TestProviderOptions,
  people: ReadonlyMap<string, ProviderPerson>,
): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [...redirectUris],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        ...client,
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ["of a provider that lives as long as a test"] },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => {
        const { email, emailVerified = true, name } = people.get(sub) ?? {};
        return {
          sub,
          ...(email !== undefined && { email, email_verified: emailVerified }),
          ...(name !== undefined && { name }),
        };
      },
    }),
    ...configuration,
  };
}

async function interact(
  provider: Provider,
  person: TestProvider["person"],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (person === "declines") {
    const declined = { error: "access_denied", error_description: "not today" };
    return provider.interactionFinished(request, response, declined, { mergeWithLastSubmission: false });
  }
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }
  const grant = new provider.Grant({
    accountId: session?.accountId ?? person.sub,
    clientId: String(params["client_id"]),
  });
  grant.addOIDCScope(String(params["scope"]));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Follows a browser through a provider's pages, to the address that it is sent back to. */
export async function signInAt(url: string, { issuer }: Pick<TestProvider, "issuer">): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = new URL(url);
  for (let hop = 0; next.origin === issuer; hop++) {
    if (hop > 10) throw new Error("the provider sends the browser round and round");
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(next, { headers: { cookie }, redirect: "manual" });
    const location = answer.headers.get("location");
    if (location === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    for (const set of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    next = new URL(location, next);
  }
  return next;
}
