import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { formatDiagnostic } from "../../runner/src/cli/diagnostics.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { feedText } from "../load/feed-cases.ts";
import { projectWith, today } from "../load/load-cases.ts";

function shown(when: string): readonly string[] {
  const text = feedText(`  Long: { template: Calls, raise: insert, when: ${when} }`);
  const { diagnostics } = loadProject(projectWith({ path: "extracts/calls.feed.yaml", text }), { today });
  return diagnostics
    .filter(
      ({ file, code }) => file === "extracts/calls.feed.yaml" && code !== "broker-undeclared" && code !== "broker-unknown",
    )
    .map((each) => stripVTControlCharacters(formatDiagnostic(each, text)));
}

test("what `when` tests wrongly is shown by itself, and nothing else of its line", () => {
  const [field = "", operator = "", ...more] = shown("{ Duratio: { gte: 15550100 }, id: { contains: '15550100' } }");
  expect(more).toEqual([]);
  expect(field).toMatch(/^extracts\/calls\.feed\.yaml:\d+:\d+ {2}error field-unknown .*\n {2}… Duratio …\n {4}\^{7}\n/);
  expect(operator).toMatch(/ filter-operator .*\n {2}… contains …\n {4}\^{8}/);
  expect(field + operator).not.toContain("15550100");
});

test.each([
  ["{ Duration: { gte: long15550100 } }", "filter-value"],
  ["{ Duration: { at: 15550100 } }", "unknown-key"],
  ["{ Duration: { gte: 015550100 } }", "yaml-ambiguous"],
])("a line with what `when` compares is not shown: %s", (when, code) => {
  const found = shown(when);
  expect(found.join("\n")).toContain(` ${code}  `);
  for (const each of found) expect(each.split("\n")[1]).toBe("  (not shown: what a filter compares may be personal data)");
  expect(found.join("\n")).not.toContain("5550100");
});
