import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";

/** A plan's Markdown and JSON are never larger; files that are have another origin. */
const most = { "plan.md": 1024 * 1024, "plan.json": 64 * 1024 * 1024 };

/** What a plan left in its folder: the comment's text, and whether the change changes anything. Undefined: there is none. */
export function readReport(folder) {
  const markdown = read(folder, "plan.md");
  if (markdown === undefined) return undefined;
  const { documents = [], policy = {} } = JSON.parse(read(folder, "plan.json") ?? "{}");
  return { markdown, changes: documents.length > 0 || policy.values?.length > 0 };
}

function read(folder, name) {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  if (statSync(path).size > most[name]) throw new Failure(`The ${name} is larger than any plan.`);
  return readFileSync(path, "utf8");
}
