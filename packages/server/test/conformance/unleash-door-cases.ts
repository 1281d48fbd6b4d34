import type { Question } from "./unleash-door-sides.ts";

/** Values for the header Authorization, and what earlier answers held: tokens by their names. */
export type Held = Readonly<Record<string, string>>;

interface Case {
  readonly name: string;
  readonly question: (held: Held) => Question;
  /** What of the answer is kept for later requests, and under which name. */
  readonly keep?: readonly [name: string, key: string];
}

const TOKENS = "/api/admin/api-tokens";
const OF_PROJECT = "/api/admin/projects/default/api-tokens";
const OF_NO_PROJECT = "/api/admin/projects/nowhere/api-tokens";
const PERSONAL = "/api/admin/user/tokens";
const VALIDATE = "/edge/validate";
const LATER = "2033-01-01T00:00:00Z";
const SOON = "2032-01-01T00:00:00Z";
const PAST = "2020-01-01T00:00:00Z";
const UNKNOWN = "nobody";

type Given = Omit<Question, "method" | "path" | "by">;
type By = "admin" | "person" | "backend" | "frontend" | undefined;

function send(
  by: By,
  method: Question["method"],
  path: string | ((held: Held) => string),
  given: Given = {},
) {
  return (held: Held): Question => ({
    method,
    path: typeof path === "string" ? path : path(held),
    by: by && held[by],
    ...given,
  });
}

const at = (path: string, name: string) => (held: Held) => `${path}/${encodeURIComponent(held[name] ?? "")}`;
const create = (json: object) => send("admin", "POST", TOKENS, { json: { tokenName: "made", ...json } });
const createIn = (path: string, json: object) =>
  send("admin", "POST", path, { json: { tokenName: "made", ...json } });
const personal = (json: object) => send("person", "POST", PERSONAL, { json });

/** Whoever asks without credentials, or with such as are for something else. */
const STRANGERS: readonly Case[] = [
  { name: "list without credentials", question: send(undefined, "GET", TOKENS) },
  {
    name: "list with an unknown token",
    question: () => ({ method: "GET", path: TOKENS, by: "*:*.nobody" }),
  },
  {
    name: "create with an unknown token",
    question: () => ({ method: "POST", path: TOKENS, by: "*:*.nobody", json: {} }),
  },
  { name: "list with a backend token", question: send("backend", "GET", TOKENS) },
  { name: "list with a frontend token", question: send("frontend", "GET", TOKENS) },
  {
    name: "list with Bearer",
    question: ({ admin }) => ({ method: "GET", path: TOKENS, by: `Bearer ${admin}` }),
  },
];

const CREATED: readonly Case[] = [
  { name: "create a backend token", question: create({ type: "backend" }), keep: ["backend", "secret"] },
  {
    name: "create a frontend token",
    question: create({ type: "frontend", environment: "production", projects: ["default"] }),
    keep: ["frontend", "secret"],
  },
  {
    name: "create a client token that expires",
    question: create({ tokenName: "expiring", type: "CLIENT", projects: ["default"], expiresAt: LATER }),
    keep: ["expiring", "secret"],
  },
  {
    name: "create one for two projects",
    question: create({ tokenName: "two", type: "backend", projects: ["default", "doomed"] }),
    keep: ["two", "secret"],
  },
  {
    name: "create one for all projects and one of them",
    question: create({ type: "frontend", projects: ["*", "default"] }),
  },
  { name: "create one with a field that nobody knows", question: create({ type: "backend", more: 1 }) },
  { name: "list", question: send("admin", "GET", TOKENS) },
  { name: "list by name", question: send("admin", "GET", `${TOKENS}/expiring`) },
  { name: "list by a name that nothing has", question: send("admin", "GET", `${TOKENS}/nothing`) },
  { name: "list with a personal token", question: send("person", "GET", TOKENS) },
];

const REFUSED: readonly Case[] = [
  { name: "create an admin token", question: create({ type: "admin" }) },
  { name: "create without a type", question: create({}) },
  { name: "create without a name", question: create({ tokenName: undefined, type: "backend" }) },
  { name: "create with an empty name", question: create({ tokenName: "", type: "backend" }) },
  { name: "create with a number for a name", question: create({ tokenName: 5, type: "backend" }) },
  { name: "create with a name of 300", question: create({ tokenName: "x".repeat(300), type: "backend" }) },
  { name: "create for no project", question: create({ type: "backend", projects: [] }) },
  { name: "create for an unknown project", question: create({ type: "backend", projects: ["nowhere"] }) },
  {
    name: "create with project and projects",
    question: create({ type: "backend", project: "default", projects: ["*"] }),
  },
  {
    name: "create for an unknown environment",
    question: create({ type: "backend", environment: "nowhere" }),
  },
  { name: "create a backend token for all", question: create({ type: "backend", environment: "*" }) },
  { name: "create a frontend token for all", question: create({ type: "frontend", environment: "*" }) },
  { name: "create one that has expired", question: create({ type: "backend", expiresAt: PAST }) },
  {
    name: "create one that expires on no date",
    question: create({ type: "backend", expiresAt: "yesterday" }),
  },
  { name: "create from no object", question: send("admin", "POST", TOKENS, { json: [] }) },
  { name: "create from no JSON", question: send("admin", "POST", TOKENS, { text: "{" }) },
  {
    name: "create from plain text",
    question: send("admin", "POST", TOKENS, { text: "x", contentType: "text/plain" }),
  },
];

const EDITED: readonly Case[] = [
  {
    name: "let it expire earlier",
    question: send("admin", "PUT", at(TOKENS, "expiring"), { json: { expiresAt: SOON } }),
  },
  {
    name: "let it expire later",
    question: send("admin", "PUT", at(TOKENS, "expiring"), { json: { expiresAt: LATER } }),
  },
  {
    name: "let it have expired",
    question: send("admin", "PUT", at(TOKENS, "expiring"), { json: { expiresAt: PAST } }),
  },
  {
    name: "let it expire on no date",
    question: send("admin", "PUT", at(TOKENS, "expiring"), { json: { expiresAt: "x" } }),
  },
  { name: "edit nothing", question: send("admin", "PUT", at(TOKENS, "expiring"), { json: {} }) },
  {
    name: "edit an unknown token",
    question: send("admin", "PUT", `${TOKENS}/${UNKNOWN}`, { json: { expiresAt: LATER } }),
  },
];

const OF_PROJECTS: readonly Case[] = [
  {
    name: "create one of a project",
    question: createIn(OF_PROJECT, { type: "backend" }),
    keep: ["of project", "secret"],
  },
  {
    name: "create one of a project with projects",
    question: createIn(OF_PROJECT, { type: "frontend", projects: ["*"] }),
  },
  { name: "create an admin token of a project", question: createIn(OF_PROJECT, { type: "admin" }) },
  {
    name: "create one of a project for an unknown environment",
    question: createIn(OF_PROJECT, { type: "backend", environment: "nowhere" }),
  },
  { name: "create one of no project", question: createIn(OF_NO_PROJECT, { type: "backend" }) },
  { name: "list a project's", question: send("admin", "GET", OF_PROJECT) },
  { name: "list no project's", question: send("admin", "GET", OF_NO_PROJECT) },
  {
    name: "delete one that is for all as a project's",
    question: send("admin", "DELETE", at(OF_PROJECT, "backend")),
  },
  {
    name: "delete one that is for two as a project's",
    question: send("admin", "DELETE", at(OF_PROJECT, "two")),
  },
  {
    name: "delete an unknown one of a project",
    question: send("admin", "DELETE", `${OF_PROJECT}/${UNKNOWN}`),
  },
  { name: "delete one of no project", question: send("admin", "DELETE", at(OF_NO_PROJECT, "of project")) },
  { name: "delete one of a project", question: send("admin", "DELETE", at(OF_PROJECT, "of project")) },
  { name: "delete one of a project again", question: send("admin", "DELETE", at(OF_PROJECT, "of project")) },
];

const PERSONAL_ONES: readonly Case[] = [
  { name: "list personal tokens of nobody", question: send("admin", "GET", PERSONAL) },
  {
    name: "create a personal token of nobody",
    question: send("admin", "POST", PERSONAL, { json: { description: "mine", expiresAt: LATER } }),
  },
  {
    name: "create a personal token",
    question: personal({ description: "mine", expiresAt: LATER }),
    keep: ["personal", "id"],
  },
  { name: "create a personal token again", question: personal({ description: "mine", expiresAt: LATER }) },
  { name: "create a personal token for ever", question: personal({ description: "ever" }) },
  { name: "create a personal token, expired", question: personal({ description: "old", expiresAt: PAST }) },
  { name: "create a personal token without words", question: personal({ expiresAt: LATER }) },
  {
    name: "create a personal token of empty words",
    question: personal({ description: "", expiresAt: LATER }),
  },
  { name: "list personal tokens", question: send("person", "GET", PERSONAL) },
  ...Array.from({ length: 8 }, (_, index) => ({
    name: `create personal token ${index + 3}`,
    question: personal({ description: `one more ${index}`, expiresAt: LATER }),
  })),
  { name: "create personal token 11", question: personal({ description: "too many", expiresAt: LATER }) },
  { name: "delete a personal token", question: send("person", "DELETE", at(PERSONAL, "personal")) },
  { name: "delete a personal token again", question: send("person", "DELETE", at(PERSONAL, "personal")) },
  { name: "delete a personal token by no id", question: send("person", "DELETE", `${PERSONAL}/abc`) },
];

const VALIDATED: readonly Case[] = [
  {
    name: "validate",
    question: ({ backend, frontend }) => ({
      method: "POST",
      path: VALIDATE,
      json: { tokens: [backend, frontend, UNKNOWN, 1] },
    }),
  },
  { name: "validate nothing", question: send(undefined, "POST", VALIDATE, { json: { tokens: [] } }) },
  { name: "validate without tokens", question: send(undefined, "POST", VALIDATE, { json: {} }) },
  { name: "validate no list", question: send(undefined, "POST", VALIDATE, { json: { tokens: "x" } }) },
  {
    name: "validate with a backend token as credentials",
    question: send("backend", "POST", VALIDATE, { json: { tokens: [] } }),
  },
];

const DELETED: readonly Case[] = [
  { name: "delete", question: send("admin", "DELETE", at(TOKENS, "backend")) },
  { name: "delete again", question: send("admin", "DELETE", at(TOKENS, "backend")) },
  { name: "delete an unknown token", question: send("admin", "DELETE", `${TOKENS}/${UNKNOWN}`) },
];

/** In the order in which they are sent: later ones need what earlier ones made. */
export const CASES: readonly Case[] = [
  ...CREATED,
  ...STRANGERS,
  ...REFUSED,
  ...EDITED,
  ...OF_PROJECTS,
  ...PERSONAL_ONES,
  ...VALIDATED,
  ...DELETED,
];
