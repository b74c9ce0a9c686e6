import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../runner/src/errors/diagnostic.ts";
import type { TextFile } from "../../runner/src/project/project-texts.ts";

/** The folder of cases: each is one file of a project whose other files are those of base/. */
export const caseFolder = join(import.meta.dirname, "../cases/load-errors");

/** The day on which the cases are loaded. */
export const today = "2026-11-21";

const basePaths = [
  "datafeed.yaml",
  "connections.yaml",
  "extracts/granted.extract.yaml",
  "templates/Contacts.template.yaml",
  "templates/Calls.template.yaml",
  "templates/Analysis.template.yaml",
] as const;

/** A case: `# file: PATH` in its first line says which file it is (an extract without it; a feed where its name says so), `# want:` what is found in it. */
export interface LoadCase {
  readonly name: string;
  readonly file: TextFile;
  /** As `code line:column`, in order of place. */
  readonly want: readonly string[];
}

/** All cases, by name. */
export function readCases(): LoadCase[] {
  return readdirSync(caseFolder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(caseFolder, name), "utf8");
      const path = /^# file: (.+)\n/.exec(text)?.[1] ?? `extracts/case.${name.startsWith("feed-") ? "feed" : "extract"}.yaml`;
      const want = [...text.matchAll(/^# want: (.+)$/gm)].map((match) => match[1] ?? "");
      return { name: name.replace(/\.yaml$/, ""), file: { path, text }, want };
    });
}

/** The sound project around the cases, with some files in place of its own or beside them. */
export function projectWith(...files: readonly TextFile[]) {
  const all = new Map<string, string>(basePaths.map((path) => [path, readFileSync(join(caseFolder, "base", path), "utf8")]));
  for (const file of files) all.set(file.path, file.text);
  // The operator's, which name a broker; those of a case are the repository's.
  const trusted = files.every(({ path }) => path !== "connections.yaml");
  const connections = { path: "connections.yaml", text: all.get("connections.yaml") ?? "", trusted };
  all.delete("connections.yaml");
  return { files: [...all].map(([path, text]) => ({ path, text })), connections };
}

/** A sound extract of the project around the cases, with more lines. */
export function extractText(...lines: readonly string[]): string {
  return ["kind: Extract", "name: case", "product: employee", "owner: amy", "template: Contacts", ...lines, ""].join("\n");
}

/** A finding as the cases write it. */
export function summary({ code, range }: Diagnostic): string {
  return `${code} ${range === undefined ? "-" : `${range.start.line}:${range.start.column}`}`;
}
