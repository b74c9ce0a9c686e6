/** Reads and parses every extract of a project, and nothing more: `parse-yaml.ts FOLDER`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const folder = join(process.argv[2] ?? "", "extracts");
let parsed = 0;
for (const name of readdirSync(folder)) {
  parse(readFileSync(join(folder, name), "utf8"));
  parsed += 1;
}
console.log(parsed);
