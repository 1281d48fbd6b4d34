interface Difference {
  /** Both as the documentation has them. */
  readonly what: string;
  readonly why: string;
  /** The requests at which it shows, and how; none for what the values show, to which the test comes by itself. */
  readonly at?: Readonly<Record<string, readonly string[]>>;
}

const MESSAGE = ["the message"];
const PERSONAL_IDS = [".id is number there, string here", ".userId is number there, string here"];
const BODY_ONLY_HERE = [
  " only here",
  ".details only here",
  ".details[] only here",
  ".details[].message only here",
  ".message only here",
  ".name only here",
];

const same = (names: readonly string[], how: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, how]));

/** All in which this door is unlike Unleash's own server, on purpose. `docs/unleash.md` has the same. */
export const DIFFERENCES = {
  valueOnce: {
    what: "A secret token's `secret` in lists is its id, and `secure` is `true`",
    why: "Values are not stored. The id stands in for the value in every path; those of frontend tokens are shown",
  },
  deletion: {
    what: "A deleted token is refused from the next request on",
    why: "There it is accepted for up to a minute more, out of memory",
  },
  deletedProject: {
    what: "When a project is deleted, its tokens reach less: `projects` becomes shorter, at last `[]`",
    why: "There such a token becomes one for all projects. Nothing that is taken away may give anything",
  },
  project: {
    what: "`project` alone is heeded: the token is for that project",
    why: "There it is documented, and passed over: the token is for all projects",
  },
  onlyItsOwn: {
    what: "A project's list holds the tokens that name the project",
    why: "There an administrator is answered all tokens there are",
  },
  bothProjects: {
    what: "`project` beside `projects` is refused",
    why: "Which of the two was meant cannot be known, and one may be wider",
    at: { "create with project and projects": ["status 201 there, 400 here"] },
  },
  later: {
    what: "An expiry only comes nearer, and never lies in the past",
    why: "For more time issue another token; to end it now, delete it. There a past date is stored, and does nothing on the next request",
    at: same(["let it expire later", "let it have expired"], ["status 200 there, 400 here"]),
  },
  expired: {
    what: "No token is made that has expired already, and what has expired is in no list",
    why: "It would be of no use to anybody. In the console it stays listed, with what ended it",
    at: { "create one that has expired": ["status 201 there, 400 here"] },
  },
  names: {
    what: "A name is a text of 1 to 100 visible characters",
    why: "It is one wherever else tokens are shown",
    at: same(
      ["create with a number for a name", "create with a name of 300"],
      ["status 201 there, 400 here"],
    ),
  },
  personalIds: {
    what: "`id` and `userId` of personal tokens are texts, not numbers",
    why: "They are the ids that these have in the console and in the audit log",
    at: {
      ...same(
        [
          "create a personal token",
          ...Array.from({ length: 8 }, (_, index) => `create personal token ${index + 3}`),
        ],
        PERSONAL_IDS,
      ),
      "list personal tokens": [
        ".pats[].id is number there, string here",
        ".pats[].userId is number there, string here",
      ],
    },
  },
  unauthenticated: {
    what: "A 401 says what is wrong with the credentials, and names no page to sign in",
    why: "Whether a token has expired, been revoked or never was is the first thing that its holder wants to know",
    at: {
      ...same(["list with an unknown token", "create with an unknown token"], MESSAGE),
      "list without credentials": [
        ".defaultHidden only there",
        ".path only there",
        ".type only there",
        "the message",
      ],
    },
  },
  words: {
    what: "Fields that are wrong are named under `details` by their path, without what was sent; other sentences are our own",
    why: "What was sent may be a secret, in the wrong place",
    at: same(
      [
        "create a personal token of empty words",
        "create a personal token, expired",
        "create personal token 11",
        "delete a personal token by no id",
        "create from plain text",
      ],
      MESSAGE,
    ),
  },
  unreadable: {
    what: "What is no JSON is refused in the shape of all errors",
    why: "There it has a `message` alone",
    at: {
      "create from no JSON": [
        ".details only here",
        ".details[] only here",
        ".details[].message only here",
        ".name only here",
        "the message",
      ],
    },
  },
  reasons: {
    what: "What is refused about a project's token is refused with a reason",
    why: "There the body is empty",
    at: same(
      [
        "delete an unknown one of a project",
        "delete one of a project again",
        "delete one that is for all as a project's",
        "delete one that is for two as a project's",
      ],
      [...BODY_ONLY_HERE, "the message"],
    ),
  },
  noProject: {
    what: "A token of a project that is not there is not found",
    why: "As everywhere below such a project",
    at: { "delete one of no project": ["status 400 there, 404 here"] },
  },
  edgeCredentials: {
    what: "`/edge/validate` does not look at the header Authorization, and takes 100 tokens at most",
    why: "It asks for no credentials, so none can be wrong; and nobody is to be kept busy by strangers",
    at: { "validate with a backend token as credentials": ["status 403 there, 200 here"] },
  },
} as const satisfies Record<string, Difference>;

/** Those that show in the answers to single requests, by request. */
export function differencesByRequest(): Record<string, readonly string[]> {
  const all: readonly Difference[] = Object.values(DIFFERENCES);
  return Object.assign({}, ...all.map(({ at }) => at));
}

/** The keys of those that show in values. */
export function differencesOfValues(): (keyof typeof DIFFERENCES)[] {
  const all = Object.entries(DIFFERENCES) as [keyof typeof DIFFERENCES, Difference][];
  return all.filter(([, { at }]) => at === undefined).map(([key]) => key);
}
