import type { RoleDefinition } from "@keywright/policy";
import type { ModelNarrowing } from "../../../policy/src/model.test-support.ts";
import { ENVIRONMENT, type Held, PROJECTS } from "./authority-model.test-support.ts";
import type { Kind, Step, StepOf } from "./escalation-steps.test-support.ts";
import {
  type Contents,
  definitionOf,
  modelNarrowing,
  type Role,
  type Token,
  type World,
} from "./escalation-world.test-support.ts";

/** What somebody ends with by a step, and what they had of it already. */
export interface Gift {
  readonly wanted: Held;
  readonly already?: RoleDefinition | undefined;
}

/** How a step is taken over the API, and what it would give; the world follows what was done. */
export interface Plan {
  act(doer: Token): Promise<unknown>;
  /** Asked after the step, done or refused. */
  gifts(doer: Token): Gift[];
}

export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T;
}

const gives = (...gifts: Gift[]) => ({ gifts: () => gifts });
const role = (definition: RoleDefinition, already?: RoleDefinition): Gift => ({
  wanted: { role: definition, narrowing: null },
  already,
});
/** A token gives the whole of its role, whatever it is narrowed to, but for the addresses that it is bound to. */
function wholeRole({ definition }: Role, narrowing: ModelNarrowing | null): Gift {
  const unbound = { permissions: null, projects: null, environments: null, allowedOrigins: null };
  return {
    wanted: { role: definition, narrowing: { ...unbound, allowedIps: narrowing?.allowedIps ?? null } },
  };
}

const edited = ({ team, definition }: Role, spec: Contents) =>
  gives(role(definitionOf(team, spec, definition), definition));

function writeTeamRole(operation: "createRole" | "putRole") {
  return (world: World, { team, name: number, spec }: StepOf<"make" | "put">): Plan => {
    const teamId = pick(world.teams, team);
    const body = { name: `r${number}`, ...spec };
    const replaced = operation === "putRole" ? world.findRole(teamId, body.name)?.definition : undefined;
    return {
      ...gives(role(definitionOf(teamId, spec), replaced)),
      act: async ({ client }) =>
        world.keepRole(teamId, await client[operation]({ params: { teamId }, body })),
    };
  };
}

function writeOrgRole(operation: "createOrgRole" | "putOrgRole") {
  return (world: World, { name: number, spec }: StepOf<"makeOrg" | "putOrg">): Plan => {
    const body = { name: `o${number}`, ...spec };
    const replaced = operation === "putOrgRole" ? world.findRole(null, body.name)?.definition : undefined;
    return {
      ...gives(role(definitionOf(null, spec), replaced)),
      act: async ({ client }) => world.keepRole(null, await client[operation]({ body })),
    };
  };
}

const PLANS: { readonly [K in Kind]: (world: World, step: StepOf<K>) => Plan } = {
  make: writeTeamRole("createRole"),
  put: writeTeamRole("putRole"),
  makeOrg: writeOrgRole("createOrgRole"),
  putOrg: writeOrgRole("putOrgRole"),

  edit(world, { which, spec }) {
    const target = pick(
      world.roles.filter(({ team }) => team !== null),
      which,
    );
    const params = { teamId: target.team ?? "", roleId: target.slug };
    const act: Plan["act"] = async ({ client }) =>
      world.keepRole(target.team, await client.patchRole({ params, body: spec }));
    return { ...edited(target, spec), act };
  },

  editOrg(world, { which, spec }) {
    const target = pick(
      world.roles.filter(({ team }) => team === null),
      which,
    );
    const params = { roleId: target.slug };
    const act: Plan["act"] = async ({ client }) =>
      world.keepRole(null, await client.patchOrgRole({ params, body: spec }));
    return { ...edited(target, spec), act };
  },

  deleteRole(world, { which }) {
    const target = pick(world.roles, which);
    const { team, slug: roleId } = target;
    return {
      ...gives(),
      async act({ client }) {
        if (team === null) await client.deleteOrgRole({ params: { roleId } });
        else await client.deleteRole({ params: { teamId: team, roleId } });
        world.forgetRole(target);
      },
    };
  },

  issue(world, { which, team: number, narrowing }) {
    // Mostly of the roles made here: those that come with a team have everything, or next to nothing.
    const made = world.roles.filter(({ slug }) => /^[ro]\d$/.test(slug));
    const from = pick(number % 6 > 0 && made.length > 0 ? made : world.roles, which);
    const body = { name: "t", roleId: from.slug, ...(narrowing && { narrowing }) };
    return {
      ...gives(wholeRole(from, narrowing && modelNarrowing(narrowing))),
      async act({ client }) {
        const { team } = from;
        const params = team === null ? undefined : { teamId: team };
        const issued = params
          ? await client.issueToken({ params, body })
          : await client.issueOrgToken({ body });
        world.addToken(issued, from, narrowing);
      },
    };
  },

  derive: (world, { narrowing }) => ({
    // From oneself, and so nothing that one does not have: what came of it is compared at the end.
    ...gives(),
    act: (doer) => world.derive(doer, narrowing),
  }),

  trust(world, { which, name, narrowing }) {
    const from = pick(
      world.roles.filter(({ team }) => team !== null),
      which,
    );
    const body = {
      name: `rule ${name}`,
      issuer: "https://ci.example.com",
      audience: "https://keys.example.com",
      claims: [{ claim: "repository_id", equals: ["1"] }],
      roleId: from.slug,
      ...(narrowing && { narrowing }),
    };
    return {
      ...gives(wholeRole(from, narrowing && modelNarrowing(narrowing))),
      act: ({ client }) => client.createTrustRule({ params: { teamId: from.team ?? "" }, body }),
    };
  },

  rotate(world, { which }) {
    const token = pick(world.tokens, which);
    const { team } = token.role;
    const tokenId = token.id;
    const body = { otherKeysExpiresAt: null };
    return {
      // To rotate oneself gives nobody anything.
      gifts: (doer) => (doer === token ? [] : [wholeRole(token.role, token.narrowing)]),
      act: ({ client }) =>
        team === null
          ? client.rotateOrgToken({ params: { tokenId }, body })
          : client.rotateToken({ params: { teamId: team, tokenId }, body }),
    };
  },

  grant(world, { which, team: number }) {
    const given = pick(world.roles, which);
    const { team, slug: roleId } = given;
    const body = { userId: pick(world.members, number) };
    return {
      ...gives(role(given.definition)),
      act: ({ client }) =>
        team === null
          ? client.addOrgRoleMember({ params: { roleId }, body })
          : client.addRoleMember({ params: { teamId: team, roleId }, body }),
    };
  },

  invite(world, { which }) {
    const given = pick(world.roles, which);
    const { team, slug } = given;
    const body = { email: world.newAddress(), roles: [slug] };
    return {
      ...gives(role(given.definition)),
      act: ({ client }) =>
        team === null
          ? client.inviteOrgMember({ body })
          : client.inviteMember({ params: { teamId: team }, body }),
    };
  },

  newTeam(world, { withOwner }) {
    const name = `team${world.teams.length}`;
    const permissions = { teamScope: ["*"], projectScope: ["*"] };
    const body = { name, ...(withOwner && { owner: { email: world.newAddress() } }) };
    return {
      ...gives(...(withOwner ? [role(definitionOf(name, { permissions }))] : [])),
      async act({ client }) {
        world.teams.push((await client.createTeam({ body })).id);
        await world.readRoles();
      },
    };
  },

  createProject(world, { team, which }) {
    const teamId = pick(world.teams, team);
    const name = pick(PROJECTS, which);
    return {
      ...gives(),
      async act({ client }) {
        await client.createProject({ params: { teamId }, body: { name, environments: [ENVIRONMENT] } });
        world.setProject(teamId, name, true);
      },
    };
  },

  deleteProject(world, { team, which }) {
    const teamId = pick(world.teams, team);
    const projectId = pick(PROJECTS, which);
    const before = new Map(world.roles.map((each) => [each, each.definition]));
    return {
      // No role may reach further for it.
      gifts: () => world.roles.map((each) => role(each.definition, before.get(each))),
      async act({ client }) {
        await client.deleteProject({ params: { teamId, projectId } });
        world.setProject(teamId, projectId, false);
        world.takeFromNarrowings(teamId, projectId);
        await world.readRoles();
      },
    };
  },
};

export function planOf(world: World, step: Step): Plan {
  const plan = PLANS[step.kind] as (world: World, step: Step) => Plan;
  return plan(world, step);
}
