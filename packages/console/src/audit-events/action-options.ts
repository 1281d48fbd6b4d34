import { actionWords } from "./action-words.ts";

/** What can be done, by what it is done to. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  token: ["issue", "derive", "update", "rotate", "delete-key", "revoke"],
  "token-rotation": ["create", "update", "start", "deliver", "complete", "stop", "delete"],
  "external-token": ["issue", "update", "rotate", "revoke"],
  login: ["approve", "deny"],
  "trust-rule": ["create", "update", "delete"],
  role: ["create", "update", "delete", "grant", "ungrant"],
  member: ["invite", "invite-again", "join", "remove"],
  project: ["create", "update", "delete"],
  "secret-group": ["create", "update", "delete"],
  "app-connection": ["create", "update", "check", "delete"],
  sync: ["create", "update", "start-run", "deliver", "import", "remove", "delete"],
  team: ["create", "update", "delete"],
  org: ["create", "update", "suspend", "resume", "delete"],
  catalogue: ["update"],
  "signing-key": ["rotate"],
  "master-key": ["rotate"],
  "route-rules": ["update", "delete"],
};

const PLURALS: Readonly<Record<string, string>> = {
  token: "API tokens",
  login: "logins of command lines",
  org: "organizations",
  catalogue: "the catalogue",
  "route-rules": "route rules",
};

interface Option {
  readonly value: string;
  readonly label: string;
}

/** The nouns; below the chosen one, its verbs. Of the team's log only what can happen in a team. */
export function actionOptions(chosen: string | undefined, inTeam: boolean): Option[] {
  const [noun] = chosen?.split(".") ?? [];
  const installation = new Set(["org", "catalogue", "signing-key", "master-key", "route-rules"]);
  return Object.entries(ACTIONS)
    .filter(([name]) => !inTeam || !installation.has(name))
    .flatMap(([name, verbs]) => [
      { value: `${name}.*`, label: PLURALS[name] ?? `${name.replaceAll("-", " ")}s` },
      ...(name === noun ? verbs : []).map((verb) => optionOf(`${name}.${verb}`)),
    ]);
}

function optionOf(action: string): Option {
  return { value: action, label: actionWords(action) };
}
