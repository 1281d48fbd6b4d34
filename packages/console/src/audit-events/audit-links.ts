import type { LinkProps } from "@tanstack/react-router";
import type { OrgPlace } from "../app/place.ts";
import type { AuditSearch } from "./audit-search.ts";
import type { AuditEvent } from "./audit-reads.ts";

type Place = Pick<OrgPlace, "org" | "team">;

export function auditLink({ org, team }: Place, search: AuditSearch = {}): LinkProps {
  return team === undefined
    ? { to: "/o/$org/audit", params: { org }, search }
    : { to: "/o/$org/t/$team/audit", params: { org, team }, search };
}

/** Where the thing is that was changed; undefined where it has no page, or is gone. */
export function targetLink({ org }: Place, event: AuditEvent): LinkProps | undefined {
  if (event.action.endsWith(".delete")) return undefined;
  const { target, teamId: team, projectId } = event;
  return team === undefined ? orgTargetLink(org, target) : teamTargetLink({ org, team }, target, projectId);
}

function orgTargetLink(org: string, { type, id }: AuditEvent["target"]): LinkProps | undefined {
  switch (type) {
    case "token":
      return { to: "/o/$org/tokens/$tokenId", params: { org, tokenId: id } };
    case "role":
      return { to: "/o/$org/roles/$roleId", params: { org, roleId: id } };
    case "member":
      return { to: "/o/$org/members", params: { org } };
    default:
      return undefined;
  }
}

function teamTargetLink(
  params: { org: string; team: string },
  { type, id }: AuditEvent["target"],
  projectId: string | undefined,
): LinkProps | undefined {
  switch (type) {
    case "token":
      return { to: "/o/$org/t/$team/tokens/$tokenId", params: { ...params, tokenId: id } };
    case "role":
      return { to: "/o/$org/t/$team/roles/$roleId", params: { ...params, roleId: id } };
    case "member":
      return { to: "/o/$org/t/$team/members", params };
    case "project":
      return { to: "/o/$org/t/$team/projects/$projectId", params: { ...params, projectId: id } };
    case "secret-group":
      return projectId === undefined
        ? undefined
        : {
            to: "/o/$org/t/$team/projects/$projectId/secrets/$secretId",
            params: { ...params, projectId, secretId: id },
          };
    case "external-token":
      return {
        to: "/o/$org/t/$team/external-tokens/$externalTokenId",
        params: { ...params, externalTokenId: id },
      };
    case "app-connection":
      return { to: "/o/$org/t/$team/connections/$connectionId", params: { ...params, connectionId: id } };
    case "sync":
      return { to: "/o/$org/t/$team/syncs/$syncId", params: { ...params, syncId: id } };
    case "trust-rule":
      return { to: "/o/$org/t/$team/trust-rules/$trustRuleId", params: { ...params, trustRuleId: id } };
    case "team":
      return { to: "/o/$org/t/$team", params };
    default:
      return undefined;
  }
}
