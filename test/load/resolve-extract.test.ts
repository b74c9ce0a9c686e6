import { describe, expect, test } from "vitest";
import { explainExtract } from "../../runner/src/load/explain-extract.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { ResolvedExtract } from "../../runner/src/load/project-documents.ts";
import { extractText, projectWith, summary, today } from "./load-cases.ts";

const nightly = "kind: Schedule\nname: nightly\nevery: day\nat: '06:00'\nlag: 30m\n";

function load(...lines: string[]): ResolvedExtract {
  const loaded = loadProject(projectWith({ path: "extracts/case.extract.yaml", text: extractText(...lines) }), { today });
  expect(loaded.diagnostics.map(summary)).toEqual([]);
  const extract = loaded.extracts.get("case");
  if (extract === undefined) throw new Error("The extract was not loaded.");
  return extract;
}

describe("what an extract leaves out", () => {
  test("the shortest one has every default", () => {
    const { project, template, ...extract } = load();
    expect(template.name).toBe("Contacts");
    expect(project.organization).toBe("Acme");
    expect(extract.fields.map(({ field }) => field)).toEqual(extract.templateFields);
    expect(extract).toMatchObject({
      product: { id: "employee", name: "IXHello - Employee", warehouse: "sample" },
      shared: false,
      timezone: "America/Chicago",
      output: { format: "csv", compress: "zip", to: "local", order: "key", empty: "publish", header: true, bom: false },
    });
    expect(extract).not.toHaveProperty("window");
    expect(extract).not.toHaveProperty("schedule");
  });

  test.each([
    ["csv", "zip"],
    ["json", "zip"],
    ["ndjson", "none"],
    ["parquet", "none"],
  ])("%s is compressed by %s", (format, compress) => {
    expect(load(`output: { format: ${format} }`).output.compress).toBe(compress);
  });

  test("the zone is the window's, else the schedule's, else the project's", () => {
    expect(load('window: { start: "2026-03-01", end: "2026-03-02", timezone: Asia/Tokyo }').timezone).toBe("Asia/Tokyo");
    expect(load("schedule: { every: day, timezone: Europe/Berlin }").timezone).toBe("Europe/Berlin");
    expect(load("schedule: { every: day }").timezone).toBe("America/Chicago");
  });
});

describe("schedules", () => {
  test.each([
    ["{ every: day }", { every: "day", at: "00:00", lagMs: 0, catchup: "all", overlap: "queue" }],
    ["{ every: week, weekStart: sunday }", { every: "week", day: "sunday", weekStart: "sunday" }],
    ["{ every: week, day: friday }", { every: "week", day: "friday", weekStart: "monday" }],
    ["{ every: month }", { every: "month", day: 1 }],
    ["{ every: month, day: 31, lag: 2d }", { every: "month", day: 31, lagMs: 172_800_000 }],
    ['{ cron: "*/15 * * * 1-5" }', { every: "cron", cron: "*/15 * * * 1-5" }],
    ['{ every: day, start: "2026-11-02" }', { every: "day", start: "2026-11-02" }],
  ])("%s", (written, resolved) => {
    expect(load(`schedule: ${written}`).schedule).toMatchObject(resolved);
  });

  test("a shared one is taken by name, with a start of the extract's own", () => {
    expect(load("schedule: nightly", "---", nightly).schedule).toMatchObject({
      name: "nightly",
      at: "06:00",
      lagMs: 1_800_000,
    });
    const schedule = load('schedule: { use: nightly, start: "2026-11-02" }', "---", nightly).schedule;
    expect(schedule).toMatchObject({ name: "nightly", every: "day", start: "2026-11-02" });
  });
});

test("a filter becomes a tree, several keys of one mapping being joined by all", () => {
  const extract = load(
    "filter:",
    "  any:",
    "    - Turns: { gte: 1, lt: 5 }",
    "    - not: { Channel: { in: [Voice] } }",
    "  Contained: { isNotNull: true }",
  );
  expect(extract.filter).toEqual({
    all: [
      {
        any: [
          {
            all: [
              { field: "Turns", operator: "gte", value: 1 },
              { field: "Turns", operator: "lt", value: 5 },
            ],
          },
          { not: { field: "Channel", operator: "in", value: ["Voice"] } },
        ],
      },
      { field: "Contained", operator: "isNotNull", value: true },
    ],
  });
});

describe("explained", () => {
  test.each([
    ["shortest", []],
    [
      "window and columns",
      [
        'window: { start: "2026-03-01T00:00", end: "2026-03-02", timezone: Asia/Tokyo }',
        "fields: [Channel, { field: Turns, as: Number }]",
      ],
    ],
    ["schedule", ["schedule: nightly", "---", nightly]],
    ["cron", ['schedule: { cron: "0 6 * * *", start: "2026-11-02" }', "output: { format: parquet }"]],
    [
      "filter and split",
      [
        "filter: { not: { Channel: { eq: 'yes' } }, Turns: { eq: 3 } }",
        "output: { format: json, pretty: true, split: { rows: 10 } }",
      ],
    ],
  ])("%s: read again it means the same, without a warning", (_name, lines) => {
    const { schedule, ...extract } = load(...lines);
    const text = explainExtract({ ...extract, ...(schedule !== undefined && { schedule }) }).yaml;
    const loaded = loadProject(projectWith({ path: "extracts/case.extract.yaml", text }), { today });
    expect(loaded.diagnostics.map(summary)).toEqual([]);
    const { schedule: again, ...same } = loaded.extracts.get("case") ?? {};
    expect(same).toEqual(extract);
    expect({ ...again, name: undefined }).toEqual({ ...schedule, name: undefined });
  });
});

describe("one unsound document", () => {
  test("is left out, named, and stops no other", () => {
    const files = [
      { path: "extracts/bad.extract.yaml", text: extractText("shared: maybe").replace("case", "bad") },
      { path: "extracts/broken.extract.yaml", text: "kind: Extract\nname: [\n" },
      { path: "extracts/good.extract.yaml", text: extractText().replace("case", "good") },
    ];
    const loaded = loadProject(projectWith(...files), { today });
    expect([...loaded.extracts.keys()]).toEqual(["granted", "good"]);
    expect(loaded.unsound).toMatchObject([{ kind: "Extract", name: "bad", file: "extracts/bad.extract.yaml" }]);
    expect(loaded.diagnostics.map(({ file }) => file)).toEqual(["extracts/bad.extract.yaml", "extracts/broken.extract.yaml"]);
    expect(loaded.documents).toBe(10);
  });

  test("without a project nothing is loaded, and that is said once", () => {
    const loaded = loadProject(projectWith({ path: "datafeed.yaml", text: "kind: Project\n" }), { today });
    expect(loaded.extracts.size).toBe(0);
    expect(loaded.diagnostics.filter(({ code }) => code === "project-unsound")).toHaveLength(1);
  });
});

test("a place is found by its path, in the document it belongs to", () => {
  const text = `kind: Schedule\nname: a\nevery: day\n---\nkind: Schedule\nname: b\nevery: week\nday: friday\n`;
  const loaded = loadProject(projectWith({ path: "extracts/s.schedule.yaml", text }), { today });
  const schedule = loaded.schedules.get("b");
  expect(schedule?.rangeOf("day")).toMatchObject({ start: { line: 8, column: 6 }, end: { line: 8, column: 12 } });
  expect(schedule?.rangeOf("at").start).toMatchObject({ line: 5, column: 1 });
});
