import {
  APPS,
  type Connector,
  connectorOf,
  type CredentialField,
  type DestinationField,
  type SpecField,
} from "../src/index.ts";

const INTRODUCTION = `# Connectors

Platforms that Keywright can connect to. The credentials of a connection are checked with the platform when it is made and
when they change; they are stored sealed, and no answer contains them. Give each connection credentials of its own, with the
permissions below and no others.

This page is made from the connectors themselves: \`npm run connectors-docs\`.
`;

export function connectorsDocs(): string {
  return [INTRODUCTION, ...APPS.map((app) => section(connectorOf(app)))].join("\n");
}

function section(connector: Connector): string {
  const { app, title, methods, help } = connector;
  const parts = [
    `## ${title}`,
    help.summary,
    list([
      `App: \`${app}\`; method: ${methods.map((method) => `\`${method}\``).join(", ")}`,
      `To choose from: ${choices(connector)}`,
      `Variables: ${shown(connector)}`,
    ]),
    "Credentials:",
    list(help.fields.map(field)),
    ...destination(connector),
    ...minting(connector),
    "How to make them:",
    help.steps.map((step, at) => `${at + 1}. ${step}`).join("\n"),
    ...(help.permissions.length === 0
      ? []
      : [
          "The smallest permissions, and what fails without them:",
          list(help.permissions.map(({ name, neededTo }) => `**${name}**, to ${neededTo}`)),
        ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function choices({ places }: Connector): string {
  if (places === undefined) return "nothing";
  const { project, secretGroup } = places.words;
  return secretGroup === undefined ? project : `${project}, then ${secretGroup}`;
}

function destination({ variables }: Connector): string[] {
  const fields = variables?.destinationFields ?? [];
  return fields.length === 0 ? [] : ["The destination of a sync:", list(fields.map(field))];
}

function minting({ minting }: Connector): string[] {
  if (minting === undefined) return [];
  const { fields, expires } = minting;
  const ends = expires ? "which expire there if they are told to" : "which do not expire";
  return [`External tokens can be made, ${ends}. What is asked for one:`, list(fields.map(field))];
}

const READS = {
  values: "written and read",
  "some values": "written; the values of secrets cannot be read",
  names: "written; of what is there, names can be read and values cannot",
  nothing: "written; nothing can be read",
};

function shown({ variables }: Connector): string {
  return variables === undefined ? "none" : READS[variables.reads];
}

type Field = CredentialField | DestinationField | SpecField;

function field({ name, label, description, default: unlessGiven, ...more }: Field): string {
  const says = [
    `\`${name}\`: ${label}`,
    description?.replace(/\.$/, ""),
    "options" in more && `One of ${more.options?.join(", ")}`,
    unlessGiven && `Unless given: ${unlessGiven}`,
  ];
  return says.filter(Boolean).join(". ");
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}
