// What other slices may ask about tokens.
export { type KeyRow, listActiveKeys } from "./key-queries.ts";
export { countForOverview } from "./list.ts";
export { type Visible, visibleTokenIds } from "./list.queries.ts";
export {
  findToken,
  findTokenForUpdate,
  findTokensAnywhere,
  tokenPolicies,
  type TokenRow,
} from "./queries.ts";
export { isEnded } from "./show.ts";
