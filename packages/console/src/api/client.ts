import { type Client, createClient } from "@keywright/sdk";

const clients = new Map<string, Client>();

/** The public API on our own origin, as the person who is signed in; outside of any organization without one. */
export function clientOf(org?: string): Client {
  const known = clients.get(org ?? "");
  if (known) return known;
  const client = createClient({
    url: window.location.origin,
    fetch: (url, init) =>
      fetch(url, { ...init, headers: headersFor(org, init.headers), credentials: "same-origin" }),
  });
  clients.set(org ?? "", client);
  return client;
}

/** Which organization is meant. A person may be in several. */
const ORG_HEADER = "keywright-org";

function headersFor(org: string | undefined, given: HeadersInit | undefined): Headers {
  const headers = new Headers(given);
  if (org !== undefined) headers.set(ORG_HEADER, org);
  return headers;
}
