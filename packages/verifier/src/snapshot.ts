import type { Change, EndKind, Snapshot } from "./changes.ts";
import type { AuthorityState } from "./state.ts";
import type { End, Org, Role } from "./tables.ts";

/**
 * The snapshot of a state: applied elsewhere, it gives the same answers at the same revision.
 * With `orgId` it tells of that organization only, besides the catalogue and the signing keys that all share.
 */
export function snapshotOf(state: AuthorityState, orgId?: string): Snapshot {
  const isIncluded = (id: string) => orgId === undefined || id === orgId;
  const orgs = [...state.orgs].filter(({ id }) => isIncluded(id));
  return {
    revision: state.revision,
    changes: [
      { kind: "catalogue_set", entries: [...state.catalogue.entries] },
      { kind: "signing_keys_set", keys: [...state.signingKeys.values()].map(({ jwk }) => jwk) },
      ...orgs.flatMap(changesOfOrg),
      ...changesOfEnds("token_ended", state.tokenEnds, isIncluded),
      ...changesOfEnds("key_ended", state.keyEnds, isIncluded),
    ],
  };
}

function changesOfOrg({ id: orgId, slug, suspended, teams, roles }: Org): Change[] {
  return [
    { kind: "org_set", orgId, slug, suspended },
    ...[...teams].flatMap((team): Change[] => [
      { kind: "team_set", orgId, teamId: team.id, slug: team.slug },
      ...[...team.projects].map((project): Change => {
        return { kind: "project_set", orgId, teamId: team.id, projectId: project.id, slug: project.slug };
      }),
      ...[...team.roles].map((role) => roleSet(orgId, role)),
    ]),
    ...[...roles].map((role) => roleSet(orgId, role)),
  ];
}

function roleSet(orgId: string, { id: roleId, slug, definition }: Role): Change {
  return { kind: "role_set", orgId, roleId, slug, definition };
}

function changesOfEnds(
  kind: EndKind,
  ends: ReadonlyMap<string, End>,
  isIncluded: (orgId: string) => boolean,
): Change[] {
  return [...ends].filter(([, end]) => isIncluded(end.orgId)).map(([id, end]) => ({ kind, id, ...end }));
}
