import { describe, expect, test } from "vitest";
import { explainExtract } from "../../runner/src/load/explain-extract.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { ResolvedExtract } from "../../runner/src/load/project-documents.ts";
import { projectWith, summary, today } from "./load-cases.ts";

const template = `kind: Template
name: Case
source: { table: t }
time: { field: At }
key: [ID]
dedupe: { by: [ID], latest: [Version] }
lag: 2h
fields:
  ID: { column: id, type: integer, hidden: true }
  Word: { column: word, type: string }
  At: { column: at, type: instant, hidden: true }
  Version: { column: version, type: integer, jsonAs: string }
`;

const nightly = "---\nkind: Schedule\nname: nightly\nevery: day\n";
const late = "---\nkind: Schedule\nname: late\nevery: day\nlag: 30m\n";

function load(...lines: readonly string[]): ResolvedExtract {
  const head = ["kind: Extract", "name: case", "product: customer", "owner: amy", "template: Case"];
  const files = [
    { path: "templates/case.template.yaml", text: template },
    { path: "extracts/case.extract.yaml", text: `${[...head, ...lines].join("\n")}\n${nightly}${late}` },
  ];
  const loaded = loadProject(projectWith(...files), { today });
  expect(loaded.diagnostics.map(summary)).toEqual([]);
  return loaded.extracts.get("case")!;
}

/** The extract as its explanation is read again. */
function again(extract: ResolvedExtract): ResolvedExtract {
  const files = [
    { path: "templates/case.template.yaml", text: template },
    { path: "extracts/case.extract.yaml", text: explainExtract(extract).yaml },
  ];
  const loaded = loadProject(projectWith(...files), { today });
  expect(loaded.diagnostics.map(summary)).toEqual([]);
  return loaded.extracts.get("case")!;
}

describe("hidden fields", () => {
  test("are not part of `all`", () => {
    expect(load().fields.map(({ field }) => field)).toEqual(["Word", "Version"]);
    expect(load().templateFields).toEqual(["ID", "Word", "At", "Version"]);
  });

  test("may be selected by name, and filtered on", () => {
    const extract = load("fields: [ID, Word]", "filter: { ID: { gt: 3 } }");
    expect(extract.fields.map(({ field }) => field)).toEqual(["ID", "Word"]);
  });
});

describe("the lag of a template", () => {
  test.each([
    ["schedule: { every: day }", 7_200_000],
    ["schedule: { every: day, lag: 0m }", 0],
    ["schedule: nightly", 7_200_000],
    ["schedule: { use: nightly, start: '2026-11-02' }", 7_200_000],
    ["schedule: late", 1_800_000],
  ])("counts where the schedule has none: %s", (line, lagMs) => {
    expect(load(line).schedule?.lagMs).toBe(lagMs);
  });

  test("is shown by the explanation", () => {
    expect(explainExtract(load("schedule: nightly")).value).toMatchObject({ schedule: { lag: "2h" } });
  });
});

test("versions are taken when asked for; the explanation says so either way", () => {
  expect(load("dedupe: latest").dedupe).toBe("latest");
  expect(load("dedupe: none")).not.toHaveProperty("dedupe");
  expect(explainExtract(load()).value).toMatchObject({ dedupe: "none" });
  expect(again(load("dedupe: latest"))).toEqual(load("dedupe: latest"));
});

test("a daily export is not compressed unless it says so, and is explained in full", () => {
  const extract = load("schedule: { every: day }", "output: { format: json }", "export: daily");
  expect(extract).toMatchObject({ export: "daily", output: { format: "json", compress: "none" } });
  expect(load("schedule: { every: day }", "output: { format: json }").output.compress).toBe("zip");
  expect(explainExtract(extract).value).toMatchObject({ export: "daily", output: { compress: "none" } });
  expect(again(extract)).toEqual(extract);
});
