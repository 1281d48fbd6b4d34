import type { Effect } from "./effects.ts";
import { counted, listed } from "./listed.ts";
import type { Named } from "./tokens-of.ts";

/** Whom a step touches, in sentences. */
export function effectLines(effect: Effect): string[] {
  const { gains = [], loses = [], refusedCalls = [], roles = [], trustRules = [], refusal } = effect;
  return [
    ...touchedLines(effect),
    ...(gains.length > 0 ? [`they may from then on: ${listed(gains)}`] : []),
    ...(loses.length > 0 ? [`they may no longer: ${listed(loses)}`] : []),
    ...refusedCalls.map(
      ({ permission, calls, tokens }) =>
        `${counted(calls, "call", "calls")} of the last 30 days would have been refused: ${permission}, ` +
        `by ${counted(tokens, "token", "tokens")}`,
    ),
    ...(roles.length > 0 ? [`leaves the restrictions of ${listed(roles)}`] : []),
    ...(trustRules.length > 0 ? [`takes the trust rules along: ${listed(trustRules)}`] : []),
    ...(refusal ? [`will be refused: ${refusal.message}`] : []),
  ];
}

function touchedLines({ tokens, people, revokes, own }: Effect): string[] {
  const ofTokens = tokens?.count ? [named(tokens, "token", "tokens")] : [];
  const ofPeople = people?.count ? [named(people, "person", "people")] : [];
  if (revokes) {
    return [
      ...ofTokens.map((them) => `revokes ${them} for good`),
      ...(own ? ["the token that you use is one of them"] : []),
      ...ofPeople.map((them) => `is taken from ${them}`),
    ];
  }
  if (!people) return [];
  const all = [...ofTokens, ...ofPeople];
  return [all.length === 0 ? "touches no token and nobody" : `touches ${all.join(" and ")}`];
}

function named({ count, names }: Named, one: string, many: string): string {
  const number = counted(count, one, many);
  return names.length === 0 ? number : `${number} (${listed(names, count)})`;
}
