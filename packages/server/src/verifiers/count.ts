// What other slices may ask about verifiers.
export { countVerifiers } from "./queries.ts";
