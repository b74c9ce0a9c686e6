import { readdirSync, readFileSync } from "node:fs";

const folder = "runner/src/conversation-metrics/sql";

/**
 * The queries of the conversation metrics as a TypeScript module, so that `datafeed metrics` has them from the sources, the
 * bundle and the npm package alike.
 */
export function metricsSql(): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".sql"))
    .sort();
  const texts = Object.fromEntries(
    names.map((path) => [path.replace(/\.sql$/, ""), readFileSync(`${folder}/${path}`, "utf8")]),
  );
  return [
    `// Generated from ${folder} by \`npm run generate\`. Do not edit.`,
    "",
    "/** The queries by the names of their files. */",
    `export const sqlFiles = ${JSON.stringify(texts, null, 2)} as const;`,
    "",
  ].join("\n");
}
