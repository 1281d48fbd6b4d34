// What those who follow the change log may ask of it.
export { CHANGE_CHANNEL, revisionsAfter } from "./queries.ts";
