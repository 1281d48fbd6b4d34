/** A constant, not a read of package.json: bundlers and browsers have no such file to read. */
export const VERSION = "0.1.0";
