import type { VerifyDeps, Verifying } from "../../verification/verification.ts";
import { evaluate, type EvaluationAnswer } from "./evaluation.ts";
import { Evaluation, type Evaluations, withDefaults } from "./messages.ts";

/** AuthZEN section 7: answers in the order of the questions, as far as the asked-for semantic goes. */
export async function evaluateAll(
  deps: VerifyDeps,
  caller: Verifying,
  request: Evaluations,
): Promise<EvaluationAnswer[]> {
  const judge = (one: unknown) => evaluateOne(deps, caller, withDefaults(one, request));
  const semantic = request.options.evaluations_semantic;
  if (semantic === "execute_all") return Promise.all(request.evaluations.map(judge));
  const stopsAt = semantic === "permit_on_first_permit";
  const answers: EvaluationAnswer[] = [];
  for (const one of request.evaluations) {
    const answer = await judge(one);
    answers.push(answer);
    if (answer.decision === stopsAt) break;
  }
  return answers;
}

/** Section 7.2.1: what is wrong with one evaluation denies that one. */
async function evaluateOne(deps: VerifyDeps, caller: Verifying, one: unknown): Promise<EvaluationAnswer> {
  const parsed = Evaluation.safeParse(one);
  if (parsed.success) return evaluate(deps, caller, parsed.data);
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || "evaluation";
  return { decision: false, context: { error: { status: 400, message: `${field}: ${issue?.message}` } } };
}
