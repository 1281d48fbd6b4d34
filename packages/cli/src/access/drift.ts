import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { differences } from "./differences.ts";
import type { Target } from "./do-step.ts";
import { catalogueFromApi, projectFromApi, settingsFromApi, trustRuleFromApi } from "./from-api.ts";
import { rolesAt } from "./roles-at.ts";
import type { Step } from "./steps.ts";

/**
 * Reads once more what is about to be edited or deleted, and refuses when somebody has changed it since the plan was made:
 * what was looked at and agreed to is not what would happen.
 */
export async function refuseDrift(target: Target, step: Step): Promise<void> {
  if (step.action === "create" || step.kind === "hold" || step.kind === "member") return;
  const now = await readAgain(target, step);
  const [changed] = differences(step.before, now);
  if (!changed) return;
  const what = now === undefined ? "is gone" : `has another ${changed.field}`;
  throw new Failure(
    EXIT.conflict,
    `Somebody changed ${step.kind} ${step.id} since the plan was made: it ${what}.`,
    ["Run the command again to see a new plan."],
  );
}

async function readAgain({ api, teamId, trustRuleIds }: Target, step: Step): Promise<object | undefined> {
  try {
    switch (step.kind) {
      case "permissions":
        return Object.fromEntries(catalogueFromApi(await api.getCatalogue()).operators);
      case "settings":
        return settingsFromApi(
          await (step.level === "org" ? api.getOwnOrg() : api.getTeam({ params: { teamId } })),
        );
      case "project":
        return projectFromApi(await api.getProject({ params: { teamId, projectId: step.id } }));
      case "role":
        return await rolesAt(step.level, api, teamId).read(step.id);
      case "trust rule": {
        const trustRuleId = trustRuleIds.get(step.id) ?? "";
        return trustRuleFromApi(await api.getTrustRule({ params: { teamId, trustRuleId } }));
      }
      case "hold":
      case "member":
        return undefined;
    }
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined;
    throw error;
  }
}
