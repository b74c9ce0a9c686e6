import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadErrors } from "../../runner/src/load/errors.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { caseFolder, projectWith, readCases, summary, today } from "./load-cases.ts";

/** UPDATE_CASES=1 rewrites the `# want:` lines; look at the difference before you keep it. */
const update = process.env["UPDATE_CASES"] !== undefined;

test.each(readCases())("$name", ({ name, file, want }) => {
  const { diagnostics } = loadProject(projectWith(file), { today });
  const found = diagnostics.filter((diagnostic) => diagnostic.file === file.path).map(summary);
  if (update) {
    const body = file.text.replace(/(^# want: .+\n)+/gm, "");
    writeFileSync(join(caseFolder, `${name}.yaml`), body + found.map((line) => `# want: ${line}\n`).join(""));
  } else {
    expect(found).toEqual(want);
  }
  for (const { code } of diagnostics) expect(Object.keys(loadErrors)).toContain(code);
});

test("the project around the cases is sound", () => {
  expect(loadProject(projectWith(), { today }).diagnostics.map(summary)).toEqual([]);
});

test("where true or false is expected, that is what is asked for, and no quotes", () => {
  const file = readCases().find(({ name }) => name === "boolean-in-other-words")!.file;
  const { diagnostics } = loadProject(projectWith(file), { today });
  expect(new Set(diagnostics.map(({ hint }) => hint))).toEqual(new Set(["Write true or false, without quotes."]));
});
