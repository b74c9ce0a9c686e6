import { expect, test } from "vitest";
import type { Diagnostic } from "../../runner/src/errors/diagnostic.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { projectWith, today } from "./load-cases.ts";

/** What is found in a template with such parameters and such an expression. */
function findings(parameters: string, expression: string): readonly Diagnostic[] {
  const text = `kind: Template
name: Case
source: { table: reporting.contacts }
time: { field: Start }
key: [ID]
${parameters}
fields:
  ID: { column: id, type: uuid }
  Start: { column: start_time, type: instant }
  A: { expression: "${expression}", from: [a], type: boolean }
`;
  const file = { path: "templates/case.template.yaml", text };
  return loadProject(projectWith(file), { today }).diagnostics.filter((diagnostic) => diagnostic.file === file.path);
}

test("a name with an underscore is refused with what may stand there, and one that fits", () => {
  const [found] = findings("parameters: { min_messages: 1 }", "a > :min_messages");
  expect(found).toMatchObject({
    code: "bad-key",
    message: expect.stringContaining("letters and digits alone"),
    hint: "Write `minMessages`.",
  });
});

test("a name of the window is said to be reserved", () => {
  const [found] = findings("parameters: { window_start: 1 }", "a > :window_start");
  expect(found?.message).toMatch(/^`window_start` is not .*`window_start` and `window_end` are reserved for the window/);
});

test("an unknown parameter is told with what there is", () => {
  const messages = (parameters: string, expression: string) => findings(parameters, expression).map(({ message }) => message);
  expect(messages("", "a > :q")).toEqual(["`:q` is no parameter of the template, which has none."]);
  expect(messages("parameters: { limit: 1 }", "a > :q and a < :limit")).toEqual([
    "`:q` is no parameter of the template; there is `:limit`.",
  ]);
  expect(messages("parameters: { limit: 1, least: 2 }", "a > :q and a < :limit and a > :least")).toEqual([
    "`:q` is no parameter of the template; there are `:limit`, `:least`.",
  ]);
});
