import { usePlace } from "../app/place.ts";

/** `roles:read` of the team or the organization. */
export function useMayReadRoles(): boolean {
  const { team, can } = usePlace();
  return can(team === undefined ? "org:admin:roles:read" : "team:admin:roles:read");
}
