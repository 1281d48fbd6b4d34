import {
  IconBook2,
  IconBuilding,
  IconCertificate,
  IconClock,
  IconFolders,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconLogin2,
  IconPlugConnected,
  IconRadar2,
  IconRefresh,
  IconRobot,
  IconRoute,
  IconSettings,
  IconShieldLock,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import type { OrgPlace } from "./place.ts";

export interface NavItem {
  readonly label: string;
  readonly icon: Icon;
  readonly link: LinkProps;
  /** Typed after `g`, it leads there. */
  readonly letter?: string;
  /** The page that its address begins with is open on its own only, as pages below it have items too. */
  readonly exact?: true;
  /** Only for those who hold it. */
  readonly permission?: string;
}

/** The pages of a team that a person may see, in the order of the map. */
export function teamNavigation({ org, team, roles, can }: OrgPlace): NavItem[] {
  if (team === undefined) return [];
  const params = { org, team };
  const items: NavItem[] = [
    {
      label: "Overview",
      icon: IconLayoutDashboard,
      link: { to: "/o/$org/t/$team", params },
      letter: "o",
      exact: true,
    },
    {
      label: "API tokens",
      icon: IconKey,
      link: { to: "/o/$org/t/$team/tokens", params },
      letter: "t",
      // Whoever holds a role of the team sees the tokens that belong to them.
      ...(roles.length === 0 && { permission: "team:admin:api-tokens:read" }),
    },
    // Who sees both finds these beside the others.
    ...(can("team:admin:api-tokens:read") ? [] : [externalTokens({ org, team })]),
    {
      label: "Roles",
      icon: IconShieldLock,
      link: { to: "/o/$org/t/$team/roles", params },
      letter: "r",
      permission: "team:admin:roles:read",
    },
    {
      label: "Members",
      icon: IconUsers,
      link: { to: "/o/$org/t/$team/members", params },
      letter: "m",
      permission: "team:admin:members:read",
    },
    {
      label: "Projects",
      icon: IconFolders,
      link: { to: "/o/$org/t/$team/projects", params },
      letter: "p",
      permission: "project:projects:manage:read",
    },
    {
      label: "App connections",
      icon: IconPlugConnected,
      link: { to: "/o/$org/t/$team/connections", params },
      letter: "c",
      permission: "team:admin:app-connections:read",
    },
    {
      label: "Syncs",
      icon: IconRefresh,
      link: { to: "/o/$org/t/$team/syncs", params },
      letter: "y",
      permission: "team:admin:secret-syncs:read",
    },
    {
      label: "Trust rules",
      icon: IconRobot,
      link: { to: "/o/$org/t/$team/trust-rules", params },
      letter: "u",
      permission: "team:admin:trust-rules:read",
    },
    {
      label: "Verifiers",
      icon: IconRadar2,
      link: { to: "/o/$org/t/$team/verifiers", params },
      letter: "v",
      permission: "team:admin:verification:read",
    },
    {
      label: "Audit log",
      icon: IconHistory,
      link: { to: "/o/$org/t/$team/audit", params },
      letter: "a",
      permission: "team:admin:audit-events:read",
    },
    {
      label: "Settings",
      icon: IconSettings,
      link: { to: "/o/$org/t/$team/settings", params },
      letter: "s",
      permission: "team:admin:team:read",
    },
  ];
  return items.filter(({ permission }) => permission === undefined || can(permission));
}

function externalTokens(params: { readonly org: string; readonly team: string }): NavItem {
  return {
    label: "External tokens",
    icon: IconKey,
    link: { to: "/o/$org/t/$team/external-tokens", params },
    permission: "team:admin:external-tokens:read",
  };
}

export function orgNavigation({ org, membership, can }: OrgPlace): NavItem[] {
  const params = { org };
  const items: NavItem[] = [
    { label: "Teams", icon: IconUsersGroup, link: { to: "/o/$org", params }, exact: true },
    {
      label: "Tokens",
      icon: IconKey,
      link: { to: "/o/$org/tokens", params },
      // Whoever holds a role of the organization sees the tokens that belong to them.
      ...(membership.roles.length === 0 && { permission: "org:admin:api-tokens:read" }),
    },
    {
      label: "Roles",
      icon: IconShieldLock,
      link: { to: "/o/$org/roles", params },
      permission: "org:admin:roles:read",
    },
    {
      label: "Members",
      icon: IconUsers,
      link: { to: "/o/$org/members", params },
      permission: "org:admin:members:read",
    },
    {
      label: "Policies",
      icon: IconClock,
      link: { to: "/o/$org/policies", params },
      permission: "org:admin:organization:read",
    },
    {
      label: "Audit log",
      icon: IconHistory,
      link: { to: "/o/$org/audit", params },
      permission: "org:admin:audit-events:read",
    },
    {
      label: "Verifiers",
      icon: IconRadar2,
      link: { to: "/o/$org/verifiers", params },
      permission: "org:admin:verification:read",
    },
    {
      label: "Single sign-on",
      icon: IconLogin2,
      link: { to: "/o/$org/sso", params },
      permission: "org:admin:sso:read",
    },
  ];
  return items.filter(({ permission }) => permission === undefined || can(permission));
}

/** For the operator of the installation. */
export const platformNavigation: readonly NavItem[] = [
  { label: "Organizations", icon: IconBuilding, link: { to: "/platform" }, exact: true },
  { label: "Catalogue", icon: IconBook2, link: { to: "/platform/catalogue" } },
  { label: "Signing keys", icon: IconCertificate, link: { to: "/platform/signing-keys" } },
  { label: "Route rules", icon: IconRoute, link: { to: "/platform/route-rules" } },
  { label: "Verifiers", icon: IconRadar2, link: { to: "/platform/verifiers" } },
];
