import { type Client, createClient } from "@keywright/sdk";
import type { BrowserContext } from "playwright-core";
import { FIRST_PERSON } from "./people.ts";
import type { Service } from "./service.ts";

export interface Person {
  /** The API as this person, by the cookie of their session. */
  readonly client: Client;
  /** `name=value`, for a browser that is to be signed in already. */
  readonly cookie: { readonly name: string; readonly value: string };
}

/** Becomes the first person of an empty installation without a browser, where a journey is about something else. */
export async function firstPerson(service: Service, person = FIRST_PERSON): Promise<Person> {
  const secret = new URL(service.setupLink).hash.slice(1);
  const answers: Response[] = [];
  const outside = clientWith(service, {}, answers);
  const { org } = await outside.setUp({ body: { secret, ...person, orgName: "Northwind", teamName: "Web" } });
  return personFrom(service, answers, org);
}

/** Accepts an invitation as somebody who has no account yet. */
export async function invitedPerson(
  service: Service,
  link: string,
  person: { readonly name: string; readonly password: string },
): Promise<Person> {
  const secret = new URL(link).hash.slice(1);
  const answers: Response[] = [];
  const outside = clientWith(service, {}, answers);
  const { org } = await outside.acceptInvitation({ body: { secret, ...person } });
  return personFrom(service, answers, org);
}

/** Whoever is signed in in a browser window. */
export async function personIn(context: BrowserContext, service: Service, org: string): Promise<Person> {
  const cookies = await context.cookies(service.url);
  const cookie = cookies.find(({ name }) => name.includes("session"));
  if (!cookie) throw new Error("nobody is signed in there");
  return personBy(service, cookie, org);
}

/** From the answer that signed them in. */
function personFrom(service: Service, answers: readonly Response[], org: string): Person {
  const [setCookie = ""] = answers[0]?.headers.getSetCookie() ?? [];
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
  return personBy(service, { name, value }, org);
}

function personBy(service: Service, { name, value }: Person["cookie"], org: string): Person {
  return {
    client: clientWith(service, { cookie: `${name}=${value}`, "keywright-org": org }),
    cookie: { name, value },
  };
}

function clientWith({ url }: Service, headers: Record<string, string>, answers: Response[] = []): Client {
  return createClient({
    url,
    fetch: async (address, init) => {
      const all = new Headers(init.headers);
      for (const [name, value] of Object.entries({ origin: url, ...headers })) all.set(name, value);
      const answer = await fetch(address, { ...init, headers: all });
      answers.push(answer);
      return answer;
    },
  });
}
