/** Which projects and environments of a team a role reaches. */
export interface Restriction {
  readonly enabled: boolean;
  readonly projects: readonly string[];
  readonly restrictionMode: "in" | "notIn";
  readonly environments: readonly string[] | null;
}

/** `projects: web-shop · environments: staging`. */
export function restrictionText({ projects, restrictionMode, environments }: Restriction): string {
  const names = projects.includes("*") ? "all" : projects.join(", ") || "none";
  const parts = [restrictionMode === "in" ? `projects: ${names}` : `all projects but ${names}`];
  if (environments !== null) parts.push(`environments: ${environments.join(", ") || "none"}`);
  return parts.join(" · ");
}
