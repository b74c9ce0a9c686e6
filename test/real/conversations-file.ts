import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe } from "vitest";

const given = process.env["DATAFEED_REAL_DATA"];
const usual = join(import.meta.dirname, "../../../shared/data/schema-guided-dialogue.ndjson.gz");

/** The real conversations: the file that DATAFEED_REAL_DATA names, or the one beside the repository. */
export const conversationsFile = given === undefined ? usual : resolve(given);

/** Why the tests that need it can't run; undefined when they can. A file that was named and is not there fails them. */
const missing =
  given !== undefined || existsSync(usual)
    ? undefined
    : "no real conversations: ../shared/data/schema-guided-dialogue.ndjson.gz is not there; name the file in DATAFEED_REAL_DATA";

/** Tests over the real conversations. Without them it says so and skips. */
export function describeReal(title: string, tests: () => void): void {
  if (missing !== undefined) console.warn(`Skipped: ${missing}.`);
  describe.skipIf(missing !== undefined)(missing === undefined ? title : `${title}, skipped: ${missing}`, tests);
}
