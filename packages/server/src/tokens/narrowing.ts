import { NARROWING_MAX_LENGTH } from "@keywright/contract";
import { bitsOf, type Catalogue, decodeBits, encodeBits, hasBit, parseIpRange } from "@keywright/policy";
import { type Exposure, type NarrowingClaim, narrowingToClaim, type Team } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { findUnknownEnvironment } from "../projects/environments.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { findProjectIds } from "../roles/find.ts";

interface NarrowingInput {
  readonly permissions?: readonly string[] | undefined;
  readonly projects?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly allowedIps?: readonly string[] | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
}

interface Place {
  readonly orgId: string;
  readonly team: Pick<Team, "id"> | null;
  readonly catalogue: Catalogue;
}

/**
 * The narrowing as it goes into the token: permission bits and project ids, fixed for ever. Only publishable tokens are
 * used by pages, so only they are bound to websites.
 */
export async function readNarrowing(
  db: Db,
  place: Place,
  input: NarrowingInput | undefined,
  exposure: Exposure = "secret",
): Promise<NarrowingClaim | null> {
  if (!input) return null;
  const { permissions, environments, allowedIps, allowedOrigins } = input;
  const projects = input.projects && (await readProjects(db, place, input.projects));
  if (environments) await requireEnvironments(db, place, projects, environments);
  if (allowedOrigins && exposure === "secret") {
    throw refuseField("validation_failed", "narrowing.allowedOrigins", "is for publishable tokens");
  }
  const claim = narrowingToClaim({
    ...(permissions && { permissionBits: readBits(place.catalogue, permissions) }),
    ...(projects && { projects }),
    ...(environments && { environments }),
    ...(allowedIps && { allowedIps: readRanges(allowedIps) }),
    ...(allowedOrigins && { allowedOrigins }),
  });
  requireShort(claim);
  return Object.keys(claim).length === 0 ? null : claim;
}

/** Headers hold only so much: a token that no server reads to its end would be of no use. */
function requireShort(claim: NarrowingClaim): void {
  if (JSON.stringify(claim).length <= NARROWING_MAX_LENGTH) return;
  throw refuseField(
    "validation_failed",
    "narrowing",
    "is too long to travel in a header: name less, or shorter",
  );
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

/** A name that no project has would narrow the token to nothing, until somebody gives it to an environment. */
async function requireEnvironments(
  db: Db,
  { orgId, team }: Place,
  projectIds: readonly string[] | undefined,
  names: readonly string[],
): Promise<void> {
  const unknown = await findUnknownEnvironment(db, { orgId, teamId: team?.id ?? null, projectIds }, names);
  if (unknown === undefined) return;
  const where = projectIds ? "None of these projects has" : "No project here has";
  throw refuseField("unknown_reference", "narrowing.environments", `${where} an environment '${unknown}'.`);
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
    ...(claim.o && { allowedOrigins: [...claim.o] }),
  };
}
