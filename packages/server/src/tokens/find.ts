// What other slices may ask about tokens.
export { countForOverview } from "./list.ts";
export { type Visible, visibleTokenIds } from "./list.queries.ts";
export { findToken, tokenPolicies } from "./queries.ts";
