// What other slices may ask about roles and projects they were given by slug.
export {
  findProjectIds,
  findRoleById,
  findRoleBySlug,
  keepRoleBySlug,
  type Level,
  listRolesByName,
  type RoleRow,
} from "./queries.ts";
