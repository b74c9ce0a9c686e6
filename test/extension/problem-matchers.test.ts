import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaffoldProject } from "../../runner/src/scaffold/scaffold-project.ts";
import manifest from "../../vscode-extension/package.json" with { type: "json" };

interface Pattern {
  readonly regexp: string;
  readonly kind?: string;
  readonly file: number;
  readonly line?: number;
  readonly column?: number;
  readonly severity: number;
  readonly code: number;
  readonly message: number;
}

const patterns = manifest.contributes.problemMatchers.map(({ pattern }) => pattern as Pattern);
const folder = mkdtempSync(join(tmpdir(), "datafeed-matchers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const files = [
    ...scaffoldProject({ name: "Sales", organization: "Acme", user: "amy" }).filter(({ path }) => path !== "datafeed.yaml"),
    // Without products nothing can be resolved, which is said of the whole file.
    { path: "datafeed.yaml", text: "kind: Project\nversion: 1\norganization: Acme\nusers: { amy: { role: admin } }\n" },
    { path: "extracts/odd: name.extract.yaml", text: "kind: Extract\nname: odd\ncolour: red\nshared: yes\n" },
    { path: "extracts/broken.extract.yaml", text: "kind: Extract\nname: [a\n" },
    { path: "extracts/notes.yaml", text: "x: 1\n" },
  ];
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

/** What `datafeed validate` prints, without colours as the editor hands lines to its matchers. */
function validate(format: "text" | "json"): string {
  const cli = join(import.meta.dirname, "../../runner/src/cli/main.ts");
  const env = { ...process.env, NO_COLOR: "1", HOME: folder, DATAFEED_CONNECTIONS: "" };
  return spawnSync(process.execPath, [cli, "validate", "--format", format], { cwd: folder, env, encoding: "utf8" }).stdout;
}

test("every finding that the command line prints becomes a problem, and nothing else does", () => {
  const { diagnostics } = JSON.parse(validate("json")) as {
    readonly diagnostics: readonly {
      readonly code: string;
      readonly severity: string;
      readonly message: string;
      readonly file: string;
      readonly range?: { readonly start: { readonly line: number; readonly column: number } };
    }[];
  };
  const wanted = diagnostics.map(({ code, severity, message, file, range }) => ({
    file,
    line: range?.start.line,
    column: range?.start.column,
    severity,
    code,
    message,
  }));
  const found = validate("text").split("\n").flatMap(problemsIn);
  expect(found).toEqual(wanted);
  expect(new Set(wanted.map(({ line }) => line === undefined))).toEqual(new Set([true, false]));
  expect(new Set(wanted.map(({ severity }) => severity))).toEqual(new Set(["error", "warning"]));
});

/** As the editor reads a line: each matcher by itself. */
function problemsIn(line: string) {
  return patterns.flatMap((pattern) => {
    const match = new RegExp(pattern.regexp).exec(line);
    const number = (group: number | undefined) => (group === undefined ? undefined : Number(match?.[group]));
    if (match === null) return [];
    return [
      {
        file: match[pattern.file],
        line: number(pattern.line),
        column: number(pattern.column),
        severity: match[pattern.severity],
        code: match[pattern.code],
        message: match[pattern.message],
      },
    ];
  });
}
