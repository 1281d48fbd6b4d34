import type { api, BodyOf } from "@keywright/contract";
import type { Project } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import { requireDeliverable } from "../external-tokens/deliverable.ts";
import { refuseDecision } from "../decision.ts";
import { lockEnvironments } from "../projects/environments.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { accessOf, permissionFor } from "../secret-groups/access.ts";
import { findGroupToDeliver } from "../secret-groups/of-syncs.ts";
import { lockToDeliver } from "../tokens/source.ts";
import type { Maker } from "./maker.ts";
import type { Sync, SyncRow } from "./queries.ts";

export type SourceChoice = BodyOf<typeof api.createSync>["source"];

type SourceColumns = Pick<
  Sync,
  "source_kind" | "source_group_id" | "source_token_id" | "source_external_token_id" | "variable"
>;

export interface ChosenSource {
  readonly columns: SourceColumns;
  /** Of the project that the source belongs to. */
  readonly projectId: string | null;
  readonly environment: string | null;
}

const NOTHING = {
  source_group_id: null,
  source_token_id: null,
  source_external_token_id: null,
  variable: null,
} as const;

/** What its maker could read themselves. `imports`: and write, because the sync will. */
export async function chooseSource(
  work: Work,
  maker: Maker,
  choice: SourceChoice,
  { imports }: { readonly imports: boolean },
): Promise<ChosenSource> {
  if (choice.kind === "secret-group") return chooseGroup(work, maker, choice, imports);
  if (imports) throw refuseImport();
  const { variable } = choice;
  if (choice.kind === "token") {
    const command = { ...maker, orgId: maker.org.id, tokenId: choice.tokenId };
    const token = await known("source.tokenId", () => lockToDeliver(work, command));
    const columns = { ...NOTHING, source_kind: choice.kind, source_token_id: token.id, variable };
    return { columns, projectId: null, environment: null };
  }
  const { externalTokenId } = choice;
  const token = await known("source.externalTokenId", () =>
    requireDeliverable(work.tx, maker, externalTokenId),
  );
  const columns = { ...NOTHING, source_kind: choice.kind, source_external_token_id: token.id, variable };
  return { columns, projectId: token.project_id, environment: null };
}

async function chooseGroup(
  { tx }: Work,
  maker: Maker,
  { projectId: slug, secretGroupId }: SourceChoice & { readonly kind: "secret-group" },
  imports: boolean,
): Promise<ChosenSource> {
  const project = maker.team.projects.bySlug(slug);
  requireSomeValues(maker, project);
  // Before the group, as whoever edits it does: its environment is part of what the sync writes.
  const environments = project && (await lockEnvironments(tx, maker.org.id, project.id));
  const key = { orgId: maker.org.id, projectId: project?.id ?? "" };
  const group = environments && (await findGroupToDeliver(tx, key, secretGroupId));
  if (!project || !group) throw noSuch("source.secretGroupId");
  const access = accessOf({ ...maker, project });
  await known("source.secretGroupId", () => {
    access.require("read-values", group);
    if (imports) access.require("update", group);
  });
  const columns = { ...NOTHING, source_kind: "secret-group", source_group_id: group.id } as const;
  return { columns, projectId: project.id, environment: group.environment };
}

/** Before any group is looked up: who may read none learns of none. */
function requireSomeValues({ decide, team }: Maker, project: Project | undefined): void {
  const decisions = (["secret", "config"] as const).map((type) =>
    decide({ permission: permissionFor("read-values", type), teamId: team.id, projectId: project?.id }),
  );
  const [first] = decisions;
  if (first && decisions.every((decision) => !decision.allowed && decision.reason === "permission_missing"))
    refuseDecision(first);
}

/** That it is there and out of reach is said as that it is not there. */
async function known<T>(field: string, find: () => T | Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") throw noSuch(field);
    throw error;
  }
}

function noSuch(field: string): Refusal {
  return refuseField("unknown_reference", field, "There is none of this id here.");
}

export function refuseImport(field = "initialBehavior"): Refusal {
  return refuseField("validation_failed", field, "Only a secret group can take what is imported.");
}

/** The source as it could have been chosen. */
export function choiceOf(row: SyncRow): SourceChoice {
  const { variable, source_token_id: tokenId, source_external_token_id: externalTokenId } = row;
  if (variable !== null && tokenId !== null) return { kind: "token", tokenId, variable };
  if (variable !== null && externalTokenId !== null)
    return { kind: "external-token", externalTokenId, variable };
  return { kind: "secret-group", projectId: row.project_slug ?? "", secretGroupId: row.group_slug ?? "" };
}
