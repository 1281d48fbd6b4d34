/** What is known of a CI system, so that nobody has to look it up. Any other issuer will do as well. */
export interface CiSystem {
  readonly name: string;
  readonly issuer: string;
  /** The claims worth a condition; those first whose values are never given to anybody else. */
  readonly claims: readonly string[];
}

export const CI_SYSTEMS: readonly CiSystem[] = [
  {
    name: "GitHub Actions",
    issuer: "https://token.actions.githubusercontent.com",
    claims: ["repository_id", "repository_owner_id", "ref", "environment", "event_name", "workflow_ref"],
  },
  {
    name: "GitLab.com",
    issuer: "https://gitlab.com",
    claims: ["project_id", "namespace_id", "ref", "ref_protected", "environment", "pipeline_source"],
  },
];

export function ciSystemOf(issuer: string): CiSystem | undefined {
  return CI_SYSTEMS.find((system) => system.issuer === issuer);
}

/** `GitHub Actions`, or the issuer's own address. */
export function issuerWords(issuer: string): string {
  return ciSystemOf(issuer)?.name ?? issuer.replace(/^https?:\/\//, "");
}
