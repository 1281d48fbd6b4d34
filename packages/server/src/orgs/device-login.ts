// What other slices may ask about an organization's policy on logging command lines in.
export { isDeviceLoginOn } from "./queries.ts";
