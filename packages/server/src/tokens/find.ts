// What other slices may ask about tokens.
export { findToken } from "./queries.ts";
