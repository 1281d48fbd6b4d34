import type { Connection } from "../connection.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { Target } from "./do-step.ts";
import { type Foreseen, foresee } from "./effects.ts";
import { partsOf } from "./parts.ts";
import { planAccess } from "./plan.ts";
import { NO_FACTS } from "./present.ts";
import { findProblems } from "./problems.ts";
import { refuseIfAny, type WantedAccess } from "./read-access.ts";
import { readPresent } from "./read-present.ts";
import type { Plan } from "./steps.ts";
import { teamOf } from "./team-of.ts";
import { titleOf } from "./titles.ts";

export interface Planned {
  readonly plan: Plan;
  readonly foreseen: readonly Foreseen[];
  readonly target: Target;
}

/** Compares what is wanted with what there is. Refuses what cannot be carried out, with its place in the files. */
export async function planAgainst(
  connection: Connection,
  { access, place }: WantedAccess,
  options: { readonly prune: boolean },
): Promise<Planned> {
  const { api } = connection;
  const teamId = access.team ? await teamOf(connection) : undefined;
  const present = await readPresent(api, teamId, partsOf(access));
  const plan = planAccess(access, present, options);
  const problems = findProblems(access, present, plan);
  refuseIfAny(problems.map(({ path, message }) => ({ place: place(path), message })));
  const { team = NO_FACTS, org = NO_FACTS } = present.levels;
  const target: Target = {
    api,
    teamId: teamId ?? "",
    memberIds: { team: new Map(team.memberIds), org: new Map(org.memberIds) },
    trustRuleIds: team.trustRuleIds,
  };
  const asked = { api, present, teamId: target.teamId, me: await api.getMe() };
  return { plan, target, foreseen: await foresee(asked, plan.steps) };
}

/** What is known to be refused is not begun: nothing would be half done. */
export function refuseForeseen(foreseen: readonly Foreseen[]): void {
  const refusals = foreseen.flatMap(({ step, effect }) =>
    effect.refusal ? [{ step, ...effect.refusal }] : [],
  );
  const [first] = refusals;
  if (!first) return;
  throw new Failure(exitCodeOf(first.status), "Nothing was done: the server would refuse a part of it.", [
    ...refusals.map(({ step, message }) => `${titleOf(step)}: ${message}`),
  ]);
}
