import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { HELD_PERMISSIONS, HELD_PROJECTS, QUESTIONS } from "../installation.ts";

const POLICIES = "bench";
const ROLE = { type: "Role", id: "deploy" };

/** One policy, parsed beforehand; the role asks itself, so that no entities need to be handed over with each question. */
export function createCedarJudge(): (index: number) => boolean {
  const actions = HELD_PERMISSIONS.map((permission) => `Action::"${permission}"`).join(", ");
  const projects = HELD_PROJECTS.map((project) => `resource == Project::"${project}"`).join(" || ");
  const parsed = preparsePolicySet(POLICIES, {
    staticPolicies: `permit(principal == Role::"${ROLE.id}", action in [${actions}], resource) when { ${projects} };`,
  });
  if (parsed.type === "failure") throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
  const calls = QUESTIONS.map(({ permission, project }) => ({
    principal: ROLE,
    action: { type: "Action", id: permission },
    resource: { type: "Project", id: project },
    context: {},
    entities: [],
    preparsedPolicySetId: POLICIES,
  }));
  return (index) => {
    const answer = statefulIsAuthorized(calls[index]!);
    return answer.type === "success" && answer.response.decision === "allow";
  };
}
