import type { ClaimCondition } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";

/** What says whose job it is by a name, which its owner can give up and another then take; and the id that stays. */
const ID_OF_NAME: Readonly<Record<string, string>> = {
  repository: "repository_id",
  repository_owner: "repository_owner_id",
  enterprise: "enterprise_id",
  project_path: "project_id",
  namespace_path: "namespace_id",
  organization_slug: "organization_id",
  pipeline_slug: "pipeline_id",
  sub: "an id such as repository_id or project_id",
  email: "an id of the account",
};
/** Names too, but they say what runs or who started it, not whose it is. */
const OTHER_NAMES: ReadonlySet<string> = new Set([
  "actor",
  "user_login",
  "user_email",
  "workflow",
  "workflow_ref",
  "job_workflow_ref",
  "ci_config_ref_uri",
  "pipeline_ref",
]);
/** Ids of a run, of whoever started it or of what it runs on: these are met in the repositories of strangers as well. */
const ID_OF_NOTHING_OWNED = /^(actor|user|run|runner|check_run|job|build|step|agent|deployment)_id$/;
const WHERE_IT_RUNS: ReadonlySet<string> = new Set([
  "ref",
  "ref_protected",
  "environment",
  "environment_protected",
  "job_workflow_ref",
  "workflow_ref",
  "ci_config_ref_uri",
  "sub",
]);
/** What CI systems write into tokens that are made for nobody in particular. */
const AUDIENCE_OF_OTHERS = /^https:\/\/(github\.com|gitlab\.com)(\/|$)/;

interface Rule {
  readonly issuer: string;
  readonly audience: string;
  readonly claims: readonly ClaimCondition[];
}

/** A rule that strangers could fulfil, now or when a name has changed hands, is refused, with what to write instead. */
export function refuseTooWide({ claims }: Rule): void {
  for (const [index, condition] of claims.entries()) {
    const problem = "matches" in condition ? problemOfPattern(condition.claim, claims) : undefined;
    if (problem) throw tooWide(`claims.${index}.matches`, problem);
  }
  if (claims.some((condition) => "equals" in condition && saysWhose(condition.claim))) return;
  throw tooWide(
    "claims",
    "Nothing says whose jobs are meant, so everybody at the issuer could fulfil this. Add what does, " +
      "such as repository_id (GitHub) or project_id (GitLab), with `equals`.",
  );
}

function problemOfPattern(claim: string, claims: readonly ClaimCondition[]): string | undefined {
  const id = ID_OF_NAME[claim];
  if (id !== undefined)
    return `${claim} is a name that others can come to bear: trust ${id} with \`equals\` instead of a pattern.`;
  if (OTHER_NAMES.has(claim))
    return `${claim} is a name that others can come to bear: list the values with \`equals\`.`;
  if (isIdLike(claim)) return `${claim} is an id: a part of it means nothing. Use \`equals\`.`;
  if (isPinned(claims)) return undefined;
  return (
    `A pattern is safe only beside an id that stays, such as repository_id, repository_owner_id, ` +
    `project_id or namespace_id with \`equals\`.`
  );
}

/** What could be better. The rule is as narrow as its maker wants it all the same. */
export function adviceFor({ claims, audience }: Rule): string[] {
  const names = claims.map(({ claim }) => claim);
  const advice: string[] = [];
  const byName = claims.find((condition) => ID_OF_NAME[condition.claim] !== undefined && isOfCi(condition));
  if (byName && !isPinned(claims)) {
    const id = ID_OF_NAME[byName.claim];
    advice.push(
      `${byName.claim} is a name: whoever takes it over one day is trusted. Add ${id}, which stays.`,
    );
  }
  const isOfRepository = names.some(
    (name) => /^(repository|project|namespace)_/.test(name) || name === "repository",
  );
  if (isOfRepository && !names.some((name) => WHERE_IT_RUNS.has(name)))
    advice.push("Jobs on every branch are trusted. Add ref or environment to say which.");
  if (AUDIENCE_OF_OTHERS.test(audience))
    advice.push(
      "Tokens that were made for others bear this audience too. Let the job ask for one that names this installation.",
    );
  return advice;
}

/** A subject of other issuers may well be an id. */
function isOfCi(condition: ClaimCondition): boolean {
  if (condition.claim !== "sub" || !("equals" in condition)) return condition.claim !== "sub";
  return condition.equals.some((subject) => /^(repo|project_path|organization):/.test(subject));
}

function isPinned(claims: readonly ClaimCondition[]): boolean {
  return claims.some((condition) => "equals" in condition && isOwnersId(condition.claim));
}

function saysWhose(claim: string): boolean {
  return ID_OF_NAME[claim] !== undefined || isOwnersId(claim);
}

function isOwnersId(claim: string): boolean {
  return isIdLike(claim) && !ID_OF_NOTHING_OWNED.test(claim);
}

function isIdLike(claim: string): boolean {
  return /[_-]id$/.test(claim);
}

function tooWide(field: string, message: string): Refusal {
  return new Refusal("trust_rule_too_wide", { detail: message, fields: { [field]: [message] } });
}
