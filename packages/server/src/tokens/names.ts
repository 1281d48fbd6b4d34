import type { Work } from "../changes/work.ts";
import { refuseField } from "../refusal.ts";
import type { Level } from "../roles/find.ts";
import { isNameTaken, lockTokenName } from "./names.queries.ts";
import { type Viewer, visibleTokens } from "./visibility.ts";

/**
 * For those who tell tokens apart by their names: refused when a living token has it, and nobody else gets it meanwhile.
 * What is out of sight takes no name away, for that would tell of it.
 */
export async function claimTokenName(work: Work, viewer: Viewer, level: Level, name: string): Promise<void> {
  await lockTokenName(work.tx, level, name);
  const visible = await visibleTokens(work.tx, viewer, level);
  if (!(await isNameTaken(work.tx, { level, visible, now: work.now }, name))) return;
  throw refuseField("slug_taken", "name", `There is a token named ${name} already.`);
}
