import { Text } from "@mantine/core";
import { Chips, RestrictionChips } from "../ui/chips.tsx";
import type { RoleRow } from "./role-operations.ts";

/** Which teams or projects a role reaches. */
export function RoleReachChips({ restrictions }: Pick<RoleRow, "restrictions">) {
  if (!restrictions.enabled) return <Text fz={13}>everything</Text>;
  if (!("teams" in restrictions)) return <RestrictionChips restriction={restrictions} />;
  const names = restrictions.teams.map(({ teamId }) => teamId);
  return <Chips names={names.length === 0 ? ["no teams"] : names} />;
}
