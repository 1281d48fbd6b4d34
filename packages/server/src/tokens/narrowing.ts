import { bitsOf, type Catalogue, decodeBits, encodeBits, hasBit, parseIpRange } from "@keywright/policy";
import { type NarrowingClaim, narrowingToClaim, type Team } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { findProjectIds } from "../roles/find.ts";

interface NarrowingInput {
  readonly permissions?: readonly string[] | undefined;
  readonly projects?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly allowedIps?: readonly string[] | undefined;
}

interface Place {
  readonly orgId: string;
  readonly team: Pick<Team, "id"> | null;
  readonly catalogue: Catalogue;
}

/** The narrowing as it goes into the token: permission bits and project ids, fixed for ever. */
export async function readNarrowing(
  db: Db,
  place: Place,
  input: NarrowingInput | undefined,
): Promise<NarrowingClaim | null> {
  if (!input) return null;
  const claim = narrowingToClaim({
    ...(input.permissions && { permissionBits: readBits(place.catalogue, input.permissions) }),
    ...(input.projects && { projects: await readProjects(db, place, input.projects) }),
    ...(input.environments && { environments: input.environments }),
    ...(input.allowedIps && { allowedIps: readRanges(input.allowedIps) }),
  });
  return Object.keys(claim).length === 0 ? null : claim;
}

function readBits(catalogue: Catalogue, permissions: readonly string[]): string {
  const bits = permissions.map((permission) => {
    const bit = catalogue.bitOf(permission);
    if (bit === undefined) {
      throw refuseField(
        "unknown_permission",
        "narrowing.permissions",
        `The catalogue has no permission '${permission}'.`,
      );
    }
    return bit;
  });
  return encodeBits(bitsOf(bits));
}

async function readProjects(db: Db, { orgId, team }: Place, slugs: readonly string[]): Promise<string[]> {
  if (!team) {
    throw refuseField(
      "validation_failed",
      "narrowing.projects",
      "is for tokens of a team: projects belong to one",
    );
  }
  const ids = await findProjectIds(db, { orgId, teamId: team.id }, slugs);
  return slugs.map((slug) => {
    const id = ids.get(slug);
    if (!id) throw refuseField("unknown_reference", "narrowing.projects", `There is no project '${slug}'.`);
    return id;
  });
}

function readRanges(texts: readonly string[]): readonly string[] {
  const wrong = texts.flatMap((text, index) => (parseIpRange(text) ? [] : [index]));
  if (wrong.length === 0) return texts;
  const message =
    "must be an IP address or a CIDR range such as 203.0.113.0/24, without bits beyond the prefix";
  throw new Refusal("validation_failed", {
    detail: `narrowing.allowedIps.${wrong[0]}: ${message}`,
    fields: Object.fromEntries(wrong.map((index) => [`narrowing.allowedIps.${index}`, [message]])),
  });
}

/** The narrowing in words: what the bits and ids stand for now. */
export function showNarrowing(claim: NarrowingClaim, catalogue: Catalogue, team: Team | null) {
  const bits = claim.p === undefined ? undefined : decodeBits(claim.p);
  return {
    ...(bits && {
      permissions: catalogue.entries
        .filter(({ bit }) => hasBit(bits, bit))
        .map(({ permission }) => permission),
    }),
    ...(claim.pr && { projects: claim.pr.flatMap((id) => team?.projects.byId(id)?.slug ?? []) }),
    ...(claim.e && { environments: [...claim.e] }),
    ...(claim.ip && { allowedIps: [...claim.ip] }),
  };
}
