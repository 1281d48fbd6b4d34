// What other slices may ask about the use of a role.
export { countTokensOf, usesOfRole } from "./role-queries.ts";
