import { api, Email, Name, Slug, z } from "@keywright/contract";

// Every field is the API's own shape, so that a limit stands in one place and a file says what a request would.
const projectBody = api.createProject.body.shape;
const roleBody = api.createRole.body.shape;
const restrictionBody = roleBody.restrictions.unwrap().shape;
const trustRuleBody = api.createTrustRule.body.shape;

const Project = z.strictObject({
  name: projectBody.name.optional().describe("What people read. The id, unless given."),
  description: projectBody.description,
  environments: projectBody.environments.describe("Names of environments, in the order they are shown in."),
  region: projectBody.region.describe("Left as it is unless given."),
  clusterId: projectBody.clusterId.describe("Left as it is unless given."),
  color: projectBody.color.describe("Left as it is unless given."),
});

const ProjectRestriction = z
  .strictObject({
    projects: restrictionBody.projects.unwrap().describe('Ids of projects. ["*"] says all of them.'),
    restrictionMode: restrictionBody.restrictionMode.describe(
      "Whether these projects are reached, or all others.",
    ),
    environments: restrictionBody.environments.describe("Names of environments. All, unless given."),
  })
  .refine(
    ({ projects, restrictionMode }) =>
      !projects.includes("*") || (projects.length === 1 && restrictionMode === "in"),
    {
      path: ["projects"],
      message: '"*" stands alone, and only with the mode "in"',
    },
  );

const OrgRestriction = z.strictObject({
  teams: z.record(Slug, ProjectRestriction).describe("What is reached of each team, by the team's id."),
});

const members = z
  .array(Email)
  .optional()
  .describe("Who holds the role, by e-mail address. Whoever is not a member yet is invited.");

const definitionFields = ["name", "description", "restrictions"] as const;

/** All of a role, or its members alone: half a definition would leave open what the other half is. */
function wholeDefinition(
  role: Partial<Record<"permissions" | (typeof definitionFields)[number], unknown>>,
): boolean {
  return role.permissions !== undefined || definitionFields.every((field) => role[field] === undefined);
}
const HALF_DEFINED = {
  path: ["permissions"],
  message: "is missing: say all of the role, or its members alone",
};

const roleFields = {
  name: roleBody.name.optional().describe("What people read. The id, unless given."),
  description: roleBody.description,
};
const TeamRole = z
  .strictObject({
    ...roleFields,
    permissions: roleBody.permissions.unwrap().optional(),
    restrictions: ProjectRestriction.optional().describe("Which projects it reaches. All, unless given."),
    members,
  })
  .refine(wholeDefinition, HALF_DEFINED);
const OrgRole = z
  .strictObject({
    ...roleFields,
    permissions: api.createOrgRole.body.shape.permissions.unwrap().optional(),
    restrictions: OrgRestriction.optional().describe(
      "Which teams and projects it reaches. All, unless given.",
    ),
    members,
  })
  .refine(wholeDefinition, HALF_DEFINED);

const TrustRule = z.strictObject({
  description: trustRuleBody.description,
  issuer: trustRuleBody.issuer.describe("Who signs the CI system's tokens, as in their `iss`."),
  audience: trustRuleBody.audience.describe("The `aud` that the CI system's token must have."),
  claims: trustRuleBody.claims.describe("What the token must say. Every condition must hold."),
  roleId: trustRuleBody.roleId.describe("The role that tokens are issued from."),
  narrowing: trustRuleBody.narrowing,
  lifetimeSeconds: trustRuleBody.lifetimeSeconds,
});

const tokenPolicy = api.patchTeam.body.shape.tokenPolicy.describe(
  "What is demanded of the lifetime of tokens that are issued. What is left out stays as it is.",
);

const days = "Days before a token expires on which people are told of it. None: nobody is told.";
const expiryNotices = api.patchOwnOrg.body.shape.expiryNotices.unwrap().shape;
const ExpiryNotices = z.strictObject({
  days: expiryNotices.days.describe(days),
  email: expiryNotices.email.describe("Whether they are told by e-mail."),
});

const TeamAccess = z.strictObject({
  tokenPolicy,
  expiryNotices: ExpiryNotices.optional().describe(
    "Of the team's tokens. What is left out stays as it is, and so does the webhook that is told.",
  ),
  projects: z.record(Slug, Project).optional().describe("By id."),
  roles: z.record(Slug, TeamRole).optional().describe("By id."),
  trustRules: z
    .record(Name, TrustRule)
    .optional()
    .describe("By name: whose CI tokens are traded, and for what."),
});
const OrgAccess = z.strictObject({
  tokenPolicy,
  expiryNotices: ExpiryNotices.optional().describe(
    "Of the organization's own tokens. What is left out stays as it is.",
  ),
  personalTokensMax: api.patchOwnOrg.body.shape.personalTokensMax.describe(
    "How many tokens may belong to one member at a time.",
  ),
  roles: z.record(Slug, OrgRole).optional().describe("By id."),
});
const PlatformAccess = z.strictObject({
  permissions: api.putCatalogue.body.shape.permissions
    .unwrap()
    .optional()
    .describe("The operator's part of the catalogue of permissions."),
});

/** What `keywright apply` reads and `keywright export` writes. A kind that is not named is left alone. */
export const AccessFile = z
  .strictObject({
    team: TeamAccess.optional().describe("Of the team that the command names."),
    org: OrgAccess.optional().describe("Of the organization."),
    platform: PlatformAccess.optional().describe("Of the installation: for its operator."),
  })
  .describe("Who may do what: projects, roles, who holds them, policies, trust rules and the catalogue.");

export type AccessFile = z.output<typeof AccessFile>;
