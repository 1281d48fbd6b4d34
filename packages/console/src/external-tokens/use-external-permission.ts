import { useTeamPlace } from "../app/place.ts";

/** Whoever has a platform asked must also be allowed to use app connections. */
export function useExternalPermission() {
  const { can } = useTeamPlace();
  const mayConnect = can("team:admin:app-connections:connect");
  return (action: "create" | "update" | "delete") =>
    mayConnect && can(`team:admin:external-tokens:${action}`);
}
