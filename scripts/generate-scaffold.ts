import { readdirSync, readFileSync } from "node:fs";

/**
 * The templates of this repository as a TypeScript module, so that `datafeed init` has them from the sources, the bundle and
 * the npm package alike.
 */
export function scaffoldTexts(): string {
  const paths = readdirSync("templates")
    .filter((name) => name.endsWith(".template.yaml"))
    .sort()
    .map((name) => `templates/${name}`);
  const files = paths.map((path) => ({ path, text: readFileSync(path, "utf8") }));
  return [
    "// Generated from templates/*.template.yaml by `npm run generate`. Do not edit.",
    "",
    "/** The templates of the sample warehouse, as files of a project. */",
    `export const templateFiles: readonly { readonly path: string; readonly text: string }[] = ${JSON.stringify(files, null, 2)};`,
    "",
  ].join("\n");
}
