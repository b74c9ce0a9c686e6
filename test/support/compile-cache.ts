import { join } from "node:path";

/** Where Node.js keeps what it compiled, for the processes that tests start: most of the time of a short one goes into that. */
export const compileCache = join(import.meta.dirname, "../../node_modules/.cache/datafeed-tests");
