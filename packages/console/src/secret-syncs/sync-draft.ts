import type { Answer } from "../api/read.ts";
import type { DestinationField, Sync } from "./sync.ts";

export type AvailableConnection = Answer<"listAvailableAppConnections">["appConnections"][number];
export type SourceKind = Sync["source"]["kind"];
type InitialBehavior = Sync["initialBehavior"];

/** Only those fields mean something that belong to the kind. */
export interface SourceDraft {
  readonly kind: SourceKind;
  readonly projectId: string | null;
  readonly secretGroupId: string | null;
  readonly tokenId: string | null;
  readonly externalTokenId: string | null;
  readonly variable: string;
}

/** A sync while it is filled in. */
export interface SyncDraft {
  readonly name: string;
  readonly description: string;
  readonly source: SourceDraft;
  readonly connection: AvailableConnection | null;
  readonly destination: Readonly<Record<string, string>>;
  readonly initialBehavior: InitialBehavior;
  readonly keySchema: string;
  readonly deletes: boolean;
  readonly automatic: boolean;
  readonly noticeConnectionId: string | null;
}

export function blankSource(kind: SourceKind): SourceDraft {
  return {
    kind,
    projectId: null,
    secretGroupId: null,
    tokenId: null,
    externalTokenId: null,
    variable: "",
  };
}

export function blankSync(kind: SourceKind): SyncDraft {
  return {
    name: "",
    description: "",
    source: blankSource(kind),
    connection: null,
    destination: {},
    initialBehavior: "overwrite",
    keySchema: "",
    deletes: true,
    automatic: true,
    noticeConnectionId: null,
  };
}

export function draftOf(sync: Sync): SyncDraft {
  const { source } = sync;
  return {
    name: sync.name,
    description: sync.description ?? "",
    source: {
      kind: source.kind,
      projectId: source.projectId ?? null,
      secretGroupId: source.secretGroupId ?? null,
      tokenId: source.tokenId ?? null,
      externalTokenId: source.externalTokenId ?? null,
      variable: source.variable ?? "",
    },
    connection: sync.connection,
    destination: sync.destination,
    initialBehavior: sync.initialBehavior,
    keySchema: sync.keySchema ?? "",
    deletes: sync.deletes,
    automatic: sync.automatic,
    noticeConnectionId: sync.noticeConnectionId ?? null,
  };
}

/** A key of a token is one variable: there is nothing to import, and no name to map. */
export function bodyOf(draft: SyncDraft) {
  const isGroup = draft.source.kind === "secret-group";
  return {
    name: draft.name.trim(),
    description: draft.description || null,
    source: sourceOf(draft.source),
    connectionId: draft.connection?.id ?? "",
    destination: givenFields(draft.destination),
    initialBehavior: isGroup ? draft.initialBehavior : "overwrite",
    keySchema: (isGroup && draft.keySchema.trim()) || null,
    deletes: draft.deletes,
    automatic: draft.automatic,
    noticeConnectionId: draft.noticeConnectionId,
  };
}
export type SyncBody = ReturnType<typeof bodyOf>;

function sourceOf({ kind, projectId, secretGroupId, tokenId, externalTokenId, variable }: SourceDraft) {
  if (kind === "secret-group") {
    return {
      kind,
      projectId: projectId ?? "",
      secretGroupId: secretGroupId ?? "",
    };
  }
  return kind === "token"
    ? { kind, tokenId: tokenId ?? "", variable: variable.trim() }
    : {
        kind,
        externalTokenId: externalTokenId ?? "",
        variable: variable.trim(),
      };
}

/** Where a field is left empty, its default is taken. */
function givenFields(destination: SyncDraft["destination"]): Record<string, string> {
  return Object.fromEntries(Object.entries(destination).filter(([, value]) => value.trim() !== ""));
}

/** Only what differs: to send more would ask for rights that a new name does not take. */
export function editOf(draft: SyncDraft, sync: Sync): Partial<SyncBody> {
  const before: Readonly<Record<string, unknown>> = bodyOf(draftOf(sync));
  const changed = Object.entries(bodyOf(draft)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  return Object.fromEntries(changed);
}

export function hasSource({
  kind,
  projectId,
  secretGroupId,
  tokenId,
  externalTokenId,
  variable,
}: SourceDraft) {
  if (kind === "secret-group") return projectId !== null && secretGroupId !== null;
  return (kind === "token" ? tokenId : externalTokenId) !== null && variable.trim() !== "";
}

export function hasDestination(
  { connection, destination }: Pick<SyncDraft, "connection" | "destination">,
  fields: readonly DestinationField[] | undefined,
): boolean {
  if (connection === null || fields === undefined) return false;
  const given = givenFields(destination);
  return fields.every(
    (field) => field.optional || field.default !== undefined || given[field.name] !== undefined,
  );
}

/** `github-main` -> `GITHUB_MAIN_TOKEN`. */
export function proposedVariable(tokenName: string): string {
  const words = tokenName
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  const name = words.endsWith("TOKEN") || words === "" ? words || "TOKEN" : `${words}_TOKEN`;
  return /^\d/.test(name) ? `_${name}` : name;
}
