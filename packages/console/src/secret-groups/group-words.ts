import type { Answer } from "../api/read.ts";

type Group = Answer<"listSecretGroups">["secrets"][number];

/** When a platform gives the variables to a workload. */
export const USES: Record<Group["secretType"], string> = {
  "environment-arguments": "at build and run",
  environment: "at run",
  arguments: "at build",
};

/** Which workloads it is meant for; undefined when for all. */
export function targetWords({ restricted, nfObjects, tags, tagMatchCondition }: Group["restrictions"]) {
  if (!restricted) return undefined;
  const tagged = tags.length > 0 && `tagged ${tags.join(tagMatchCondition === "and" ? " and " : " or ")}`;
  const named = nfObjects.map(({ type, id }) => `${type} ${id}`).join(", ");
  return [named, tagged].filter(Boolean).join("; or ") || "none";
}
