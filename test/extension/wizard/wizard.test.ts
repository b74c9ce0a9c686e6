import { describe, expect, test } from "vitest";
import { loadDraft, loadProject, type Project, type ResolvedExtract, type Template } from "../../../runner/src/language.ts";
import { readExtracts } from "../../../vscode-extension/src/form/extract-draft.ts";
import type { FormContext } from "../../../vscode-extension/src/form/form-context.ts";
import { english as t } from "../../../vscode-extension/src/form/translate.ts";
import { type WizardAnswers, whenOf } from "../../../vscode-extension/src/wizard/answers.ts";
import {
  cronObjection,
  dayOfMonthObjection,
  nameObjection,
  timeOfDayObjection,
  zoneObjection,
} from "../../../vscode-extension/src/wizard/checks.ts";
import { freePath } from "../../../vscode-extension/src/wizard/file-name.ts";
import { findOwner } from "../../../vscode-extension/src/wizard/find-owner.ts";
import {
  narrowableOf,
  narrowableOfView,
  narrowedDocument,
  narrowRequest,
} from "../../../vscode-extension/src/wizard/narrow.ts";
import { windowPresets } from "../../../vscode-extension/src/wizard/presets.ts";
import { answersOf } from "../../../vscode-extension/src/wizard/read-answers.ts";
import { answeredDraftText, documentText, newDraftText } from "../../../vscode-extension/src/wizard/write-draft.ts";
import { projectTexts } from "../../support/pages/project-texts.ts";

const today = "2026-11-21";
const load = (path: string, text: string) => loadProject({ files: [...projectTexts, { path, text }] }, { today });
const templates = new Map<string, Template>([...load("x", "").templates].map(([name, { value }]) => [name, value]));
const context: FormContext = { templates, timezone: "America/Chicago", today };

describe("a name", () => {
  test.each(["calls", "a", "0", "-x_", "Web Chat 2", "x".repeat(100), "com", "console"])("%j is one", (name) => {
    expect(nameObjection(name, [], t)).toBeUndefined();
  });

  test.each([
    ["", /Write a name/],
    [" calls", /no space at its start/],
    ["calls ", /no space at its start/],
    ["x".repeat(101), /at most 100 characters; this one has 101/],
    ["Übersicht", /letters \(A to Z\)/],
    ["a/b", /letters/],
    ["a.b", /letters/],
    ["con", /device on Windows/],
    ["COM1", /device on Windows/],
    ["Calls", /names differ by more than their case/],
    ["calls", /already/],
  ])("%j is none", (name, why) => {
    expect(nameObjection(name, ["calls"], t)).toMatch(why);
  });
});

describe("times", () => {
  test("of day, of the month, by cron, in a zone", () => {
    expect([timeOfDayObjection("06:00", t), timeOfDayObjection("23:59", t), dayOfMonthObjection("31", t)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([
      timeOfDayObjection("24:00", t),
      timeOfDayObjection("6:00", t),
      dayOfMonthObjection("32", t),
      dayOfMonthObjection("0", t),
    ]).not.toContain(undefined);
    expect(cronObjection("0 6 * * 1-5", t)).toBeUndefined();
    expect(cronObjection("0 6 * *", t)).toMatch(/no cron expression/);
    expect(zoneObjection("Europe/Berlin")).toBeUndefined();
    expect(zoneObjection("Berlin")).toBe("Did you mean Europe/Berlin?");
  });

  test("that people ask for are whole days of the zone", () => {
    // A Saturday; in Chicago it is still Friday.
    const presets = windowPresets("2026-11-21T03:00:00Z", "America/Chicago", "monday", t);
    const span = (label: string) => presets.filter((preset) => preset.label === label).map(({ start, end }) => [start, end])[0];
    expect(span("Yesterday")).toEqual(["2026-11-19T00:00", "2026-11-20T00:00"]);
    expect(span("Last Week")).toEqual(["2026-11-09T00:00", "2026-11-16T00:00"]);
    expect(span("Last Month")).toEqual(["2026-10-01T00:00", "2026-11-01T00:00"]);
    const january = windowPresets("2026-01-01T12:00:00Z", "UTC", "sunday", t);
    expect(january.find(({ label }) => label === "Last Month")).toMatchObject({
      start: "2025-12-01T00:00",
      end: "2026-01-01T00:00",
    });
    expect(january.find(({ label }) => label === "Last Week")).toMatchObject({
      start: "2025-12-21T00:00",
      end: "2025-12-28T00:00",
    });
  });
});

test("a file gets a name that no other has, whatever its case and whatever Windows thinks", () => {
  expect(freePath("Web Chat  weekly", [])).toBe("extracts/Web-Chat-weekly.extract.yaml");
  expect(freePath("calls", ["extracts/Calls.extract.yaml", "extracts/calls-2.extract.yaml"])).toBe(
    "extracts/calls-3.extract.yaml",
  );
  expect(freePath("nul", [])).toBe("extracts/nul-extract.extract.yaml");
});

test("an owner is the first name that is a user's", () => {
  const project = {
    users: { amy: { role: "developer", name: "Amy Chen" }, dana: { role: "admin", git: "d@example.com" } },
  } as unknown as Project;
  expect(findOwner(project, [undefined, "", "Amy Chen"])).toBe("amy");
  expect(findOwner(project, ["nobody", "D@example.com"])).toBe("dana");
  expect(findOwner(project, ["dana", "amy"])).toBe("dana");
  expect(findOwner(project, ["nobody"])).toBeUndefined();
  expect(findOwner({ users: { amy: { role: "admin" } } } as unknown as Project, [])).toBe("amy");
});

describe("a draft", () => {
  const answers: WizardAnswers = {
    name: "2026 calls",
    product: "ixhello-employee",
    type: "immediate",
    start: "2026-03-17T00:00",
    end: "2026-04-06T06:30",
    timezone: "America/Chicago",
    template: "InteractionDetails",
    shared: false,
    zip: true,
    owner: "amy",
  };

  test("is written as a person would, and is sound", () => {
    const text = newDraftText(answers, context);
    expect(text).toBe(`kind: Extract
name: 2026 calls
product: ixhello-employee
owner: amy
shared: false
template: InteractionDetails
fields: all
window: { start: "2026-03-17T00:00", end: "2026-04-06T06:30", timezone: America/Chicago }
output: { format: csv, compress: zip }
`);
    expect(load("extracts/a.extract.yaml", text).diagnostics.filter(({ file }) => file !== "datafeed.yaml")).toEqual([]);
  });

  test.each<[Partial<WizardAnswers>, string]>([
    [{ type: "daily", at: "06:00" }, `schedule: { every: day, at: "06:00", timezone: America/Chicago }`],
    [
      { type: "weekly", at: "06:00", day: "monday" },
      `schedule: { every: week, day: monday, at: "06:00", timezone: America/Chicago }`,
    ],
    [{ type: "monthly", at: "06:00", day: 31 }, `schedule: { every: month, day: 31, at: "06:00", timezone: America/Chicago }`],
    [{ type: "cron", cron: "0 6 * * *" }, `schedule: { cron: 0 6 * * *, timezone: America/Chicago }`],
  ])("has the schedule of %j", (more, line) => {
    const text = newDraftText({ ...answers, name: "on", ...more }, context);
    expect(text.split("\n")).toContain(line);
    expect(text).toContain(`name: "on"`);
    expect(load("extracts/a.extract.yaml", text).diagnostics.filter(({ file }) => file !== "datafeed.yaml")).toEqual([]);
  });

  test.each<Partial<WizardAnswers>>([
    {},
    { type: "daily", at: "06:00" },
    { type: "weekly", at: "06:00", day: "monday" },
    { type: "monthly", at: "06:00", day: 31 },
    { type: "cron", cron: "0 6 * * *" },
    { shared: true, zip: false },
  ])("gives back its answers: %j", (more) => {
    const given = { ...answers, ...more };
    const again = answersOf(readExtracts(newDraftText(given, context))![0]!.value);
    expect(whenOf(again)).toEqual(whenOf(given));
    expect(again).toMatchObject({ name: "2026 calls", template: "InteractionDetails", shared: given.shared, zip: given.zip });
  });

  test("keeps what was chosen in the form when the questions are answered again", () => {
    const chosen = newDraftText(answers, context).replace(
      "fields: all",
      "fields: [Channel, Result]\nfilter: { Channel: { eq: Voice } }",
    );
    const again = answeredDraftText(
      chosen,
      { ...answers, name: "other", template: "ContactDetails", type: "daily", at: "07:00" },
      context,
    );
    expect(again).toContain("name: other\n");
    expect(again).toContain("fields: [Channel]\nfilter: { Channel: { eq: Voice } }\n");
    expect(again).toContain(`schedule: { every: day, at: "07:00", timezone: America/Chicago }\n`);
    expect(again).not.toContain("window");
  });

  test("says `all` where every field stands in the template's order", () => {
    const fields = Object.keys(templates.get("ContactDetails")!.fields);
    const document = { kind: "Extract", template: "ContactDetails" };
    expect(documentText({ ...document, fields }, context)).toContain("fields: all\n");
    expect(documentText({ ...document, fields: fields.toReversed() }, context)).toContain("fields:\n  - ");
  });
});

describe("a narrowed run", () => {
  const text = `kind: Extract
name: calls
product: ixhello-employee
owner: amy
template: InteractionDetails
fields: [Contact ID, { field: Channel, as: How }, Result]
filter: { Stage: { eq: PROD } }
output: { format: csv }
`;
  const own = load("extracts/calls.extract.yaml", text).extracts.get("calls") as ResolvedExtract;
  const window = { start: "2026-03-17", end: "2026-03-18" };
  const { document, only } = narrowableOf(own, load("x", ""), window);
  const narrow = { ...context, only };

  test("asks only for what differs: columns by the names in the file, conditions by field", () => {
    expect(narrowRequest(document, document, "csv", narrow)).toBeUndefined();
    const chosen = { ...document, fields: [{ field: "Channel", as: "How" }], filter: { Channel: { eq: "Voice" } } };
    expect(narrowRequest(document, chosen, "parquet", narrow)).toEqual({
      fields: ["How"],
      filter: { Channel: { eq: "Voice" } },
      format: "parquet",
    });
  });

  test("is proposed as an extract of its own, with the filter of the reviewed one", () => {
    const chosen = { ...document, fields: ["Result"], filter: { Channel: { eq: "Voice" } } };
    const proposed = documentText(narrowedDocument(own, chosen, "calls-once", "csv"));
    const loaded = load("extracts/once.extract.yaml", proposed);
    expect(loaded.diagnostics.filter(({ file }) => file !== "datafeed.yaml")).toEqual([]);
    expect(loaded.extracts.get("calls-once")).toMatchObject({
      fields: [{ field: "Result" }],
      filter: { all: [{ field: "Stage" }, { field: "Channel" }] },
      window: { start: "2026-03-17", end: "2026-03-18" },
    });
  });

  test("of an extract that only the server knows is sound with what a preview says of its columns", () => {
    const view = {
      name: "far",
      owner: "zoe",
      product: { id: "p", name: "P" },
      template: "T",
      fields: ["A b", "N", "Name"],
      columns: [
        { field: "A b", as: "A b" },
        { field: "N", as: "N" },
        { field: "Who", as: "Name" },
      ],
      format: "csv",
      compress: "zip",
    };
    const columns = [
      { name: "A b", type: "string" },
      { name: "N", type: "integer" },
      { name: "Name", type: "uuid" },
    ];
    const far = narrowableOfView(view as unknown as Parameters<typeof narrowableOfView>[0], columns, {
      ...window,
      timezone: "UTC",
    });
    const text = documentText({ ...far.document, filter: { all: [{ N: { gte: 3 } }, { Who: { isNull: true } }] } });
    const loaded = loadDraft(far.loaded, { path: "extracts/x.extract.yaml", text }, { today });
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.extracts.get("far")?.fields.map(({ field, as }) => [field, as])).toEqual([
      ["A b", "A b"],
      ["N", "N"],
      ["Who", "Name"],
    ]);
    const less = { ...far.document, fields: [{ field: "Who", as: "Name" }], filter: { Who: { isNull: true } } };
    const templates = new Map([...loaded.templates].map(([name, { value }]) => [name, value]));
    expect(narrowRequest(far.document, less, "csv", { ...context, templates, only: far.only })).toEqual({
      fields: ["Name"],
      filter: { Who: { isNull: true } },
    });
  });
});
