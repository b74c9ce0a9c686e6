import manifest from "../package.json" with { type: "json" };

/** The runner's version, as in its package. */
export const version: string = manifest.version;
