// What other slices may ask about the first organization.
export { findHomeOrg } from "./queries.ts";
