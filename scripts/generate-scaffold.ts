import { readdirSync, readFileSync } from "node:fs";

/**
 * The templates and workflows of this repository as a TypeScript module, so that `datafeed init` has them from the sources, the
 * bundle and the npm package alike.
 */
export function scaffoldTexts(): string {
  return [
    "// Generated from templates/*.template.yaml and action/workflows/*.yml by `npm run generate`. Do not edit.",
    "",
    "/** The templates of the sample warehouse, as files of a project. */",
    declaration("templateFiles", filesOf("templates", ".template.yaml", "templates")),
    "",
    "/** The workflows of GitHub, as files of a repository. */",
    declaration("workflowFiles", filesOf("action/workflows", ".yml", ".github/workflows")),
    "",
  ].join("\n");
}

function filesOf(folder: string, ending: string, place: string): readonly { readonly path: string; readonly text: string }[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => ({ path: `${place}/${name}`, text: readFileSync(`${folder}/${name}`, "utf8") }));
}

function declaration(name: string, files: readonly object[]): string {
  const type = "readonly { readonly path: string; readonly text: string }[]";
  return `export const ${name}: ${type} = ${JSON.stringify(files, null, 2)};`;
}
