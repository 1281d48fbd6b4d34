import type { Api, OperationId } from "./api.ts";

type Tag = Api[OperationId]["tag"];

/** One sentence for every tag of the API: a new tag without one does not compile. */
export const TAG_DESCRIPTIONS: Readonly<Record<Tag, string>> = {
  "Sign-in": "How people come in: first-run setup and invitations. Signing in itself is under `/api/auth`.",
  "Single sign-on": "How an organization's people sign in with its own identity provider.",
  Account: "The person who is signed in.",
  "Login requests": "Command lines that want to be logged in, and people who say whether they are.",
  "Who am I": "What the token or person that makes the request is, and what they may do now.",
  Catalogue: "The installation's tree of permissions, from which roles are made.",
  Organizations: "Organizations of the installation, for its operator and for their own owners.",
  Teams: "Teams of an organization.",
  Members: "People in a team.",
  "Organization members": "Everyone in the organization.",
  Roles: "Named sets of permissions of a team, with the projects they reach, and who holds them.",
  "Organization roles":
    "Roles of the organization, with the teams and projects they reach, and who holds them.",
  Projects: "Projects of a team.",
  "Secret groups": "Named sets of variables and files in a project, encrypted at rest.",
  "API tokens": "Tokens made from a team's roles, and their keys.",
  "Organization API tokens": "Tokens made from the organization's roles, and their keys.",
  "Trust rules":
    "Whose CI jobs are trusted: their own tokens are traded for short-lived tokens, at `POST /oauth2/token`.",
  "App connections":
    "Credentials for other platforms, kept encrypted and never shown, and what they reach there.",
  Syncs: "What copies secret groups and keys of tokens to other platforms, now and whenever they change.",
  "External tokens": "Tokens that were made on other platforms, through app connections.",
  Verification: "Decisions about tokens, for APIs that do not verify in process.",
  Usage: "How often tokens are used, and what for.",
  "Route rules":
    "What each route of the platform's own API asks for, for gateways that ask by method and path.",
  "Live changes": "A stream that tells when there is something new to read.",
  "Audit events": "Who did what to what, when and from where, with before and after.",
  "Keys of the installation": "The keys that sign tokens and encrypt what is stored.",
};

export function tagObjects(): { name: string; description: string }[] {
  return Object.entries(TAG_DESCRIPTIONS).map(([name, description]) => ({ name, description }));
}
