/** A constant, not a read of package.json: the same in the sources and in the published package. */
export const VERSION = "0.1.0";
