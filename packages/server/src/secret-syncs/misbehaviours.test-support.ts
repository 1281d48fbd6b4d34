import { error, say, type Way } from "../../test/group-platform.ts";

export const says =
  (status: number, message: string, headers: Record<string, string> = {}): Way =>
  ({ response }) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    say(response, status, error(message));
  };
const sends =
  (status: number, body: string): Way =>
  ({ response }) =>
    void response.writeHead(status).end(body);
/** Of requests that change something. */
export const onWriting =
  (way: Way): Way =>
  (asked) =>
    asked.kind === "write" ? way(asked) : asked.answer();

export interface Misbehaviour {
  readonly what: string;
  readonly way: Way;
  readonly code: string;
  /** How the sentence goes on after what could not be done. */
  readonly because: RegExp;
}

const PAGE = "<!doctype html><title>Sign in</title>";
export const PASSING = "platform_unavailable";

export const silent: Misbehaviour = {
  what: "says nothing",
  way: () => {},
  code: PASSING,
  because: /did not answer in time\. Try again later\./,
};

/** What may pass by itself. */
export const passing: readonly Misbehaviour[] = [
  { what: "has had too much", way: says(429, "Slow down."), code: PASSING, because: /too many requests/ },
  {
    what: "wants to be left alone for a while",
    way: says(429, "Slow down.", { "retry-after": "120" }),
    code: PASSING,
    because: /too many requests, try again in 120 seconds/,
  },
  {
    what: "says 403 when it has had too much",
    way: onWriting(says(403, "Slow down.", { "retry-after": "120" })),
    code: PASSING,
    because: /too many requests/,
  },
  {
    what: "is out of order when it is written to",
    way: onWriting(says(503, "Oops.")),
    code: PASSING,
    because: /out of order \(503\)/,
  },
  {
    what: "shows a page for people when it is written to",
    way: onWriting(sends(200, PAGE)),
    code: PASSING,
    because: /proxy on the way/,
  },
  {
    what: "hangs up when it is written to",
    way: onWriting(({ response }) => response.destroy()),
    code: PASSING,
    because: /cannot be reached.*Check the address/,
  },
];

/** What needs a person. */
export const lasting: readonly Misbehaviour[] = [
  {
    what: "says that the token has expired, in the middle",
    way: onWriting(says(401, "Token expired.")),
    code: "credentials_rejected",
    because: /does not accept the credentials\. Northflank says: Token expired\./,
  },
  {
    what: "does not allow it to write",
    way: onWriting(says(403, "The required permission is 'Update'.")),
    code: "platform_permission_missing",
    because: /Northflank says: The required permission is 'Update'\./,
  },
  {
    what: "has it no more, in the middle",
    way: onWriting(says(404, "Gone.")),
    code: "platform_refused",
    because: /it may be gone/,
  },
  {
    what: "does not like what it is sent",
    way: onWriting(says(422, "A_NEW is reserved.")),
    code: "platform_refused",
    because: /turned the request down \(422\)\. Northflank says: A_NEW is reserved\./,
  },
];
