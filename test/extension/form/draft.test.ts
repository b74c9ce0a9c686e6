import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits, loadProject, type Template } from "../../../runner/src/language.ts";
import { draftText, readExtracts } from "../../../vscode-extension/src/form/extract-draft.ts";
import { readFilterTree, writeFilterTree } from "../../../vscode-extension/src/form/filter-tree.ts";
import type { FieldAction, FilterAction, FilterPath, FormAction } from "../../../vscode-extension/src/form/form-actions.ts";
import { type FormContext, templateFields } from "../../../vscode-extension/src/form/form-context.ts";
import { fieldNameOf, selectedFields } from "../../../vscode-extension/src/form/reduce-fields.ts";
import { commentsOf } from "../../../vscode-extension/src/form/yaml/comments.ts";
import type { JsonMap } from "../../../vscode-extension/src/form/yaml/json.ts";
import { patchYaml } from "../../../vscode-extension/src/form/yaml/patch.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => ({ path, text: readFileSync(join(root, path), "utf8") });
const templateFiles = ["ContactDetails", "InteractionDetails", "IntentDetails", "InteractionAnalytics"].map((name) =>
  read(`templates/${name}.template.yaml`),
);
const files = [read("datafeed.yaml"), ...templateFiles];
const loaded = loadProject({ files }, { today: "2026-11-21" });
const templates = new Map<string, Template>([...loaded.templates].map(([name, { value }]) => [name, value]));
const context: FormContext = { templates, timezone: "America/Chicago", today: "2026-11-21" };

const plain = `# an extract
kind: Extract
name: calls   # the name
product: ixhello-employee
owner: amy
template: InteractionDetails
fields: all # every one
window: { start: "2026-03-17", end: "2026-04-06" }
`;

function acted(text: string, ...actions: readonly FormAction[]): string {
  return actions.reduce((now, action) => {
    const next = draftText(now, 0, action, context);
    if ("problem" in next) throw new Error(next.problem);
    return next.value;
  }, text);
}
const said = (text: string): JsonMap => readExtracts(text)![0]!.value;
const lineOf = (text: string, key: string): string => text.split("\n").find((line) => line.startsWith(`${key}:`)) ?? "";
const problemOf = (text: string, action: FormAction): string => {
  const result = draftText(text, 0, action, context);
  return "problem" in result ? result.problem : "";
};

test("a template offers its fields without those that are hidden", () => {
  const offered = templateFields(context, "InteractionAnalytics");
  const all = Object.keys(templates.get("InteractionAnalytics")!.fields);
  expect(all).toContain("analyzedAt");
  expect(offered).toEqual(all.filter((name) => name !== "analyzedAt"));
  const batch = plain.replace("InteractionDetails", "InteractionAnalytics");
  expect(selectedFields(said(batch), context)).toEqual(offered);
});

describe("the parts", () => {
  test("name, product, shared, compress", () => {
    expect(
      acted(
        plain,
        { type: "setName", name: "no" },
        { type: "setShared", shared: true },
        { type: "setCompress", compress: "none" },
      ),
    ).toBe(
      plain
        .replace("name: calls   # the name", `name: "no"   # the name`)
        .replace("owner: amy\n", "owner: amy\nshared: true\n")
        .concat("output: { compress: none }\n"),
    );
  });

  test("a new template keeps the fields that it has", () => {
    const some = plain.replace("all #", "[Contact ID, Result, { field: Channel, as: How }] #");
    expect(lineOf(acted(some, { type: "setTemplate", template: "ContactDetails" }), "fields")).toBe(
      "fields: [Contact ID, { field: Channel, as: How }] # every one",
    );
    const none = plain.replace("all #", "[Result, Choice] #");
    expect(lineOf(acted(none, { type: "setTemplate", template: "ContactDetails" }), "fields")).toBe("fields: all # every one");
  });

  test("from immediate to a schedule, to another, to none", () => {
    const weekly = acted(plain, {
      type: "setWhen",
      when: { type: "weekly", day: "monday", at: "06:00", timezone: "Europe/Berlin" },
    });
    expect(weekly).toBe(
      plain.replace(/window:.*\n/, `schedule: { every: week, day: monday, at: "06:00", timezone: Europe/Berlin }\n`),
    );
    const kept = weekly.replace("Berlin }", "Berlin, lag: 30m }  # wait");
    expect(
      lineOf(acted(kept, { type: "setWhen", when: { type: "cron", cron: "0 6 * * *", start: "2026-11-01" } }), "schedule"),
    ).toBe(`schedule: { cron: 0 6 * * *, timezone: Europe/Berlin, start: "2026-11-01", lag: 30m }  # wait`);
    expect(said(acted(weekly, { type: "setWhen", when: { type: "dispatched" } }))).not.toHaveProperty("schedule");
    expect(
      said(acted(weekly, { type: "setWhen", when: { type: "immediate", start: "2026-03-17T06:30", end: "2026-03-18" } })),
    ).toMatchObject({
      window: { start: "2026-03-17T06:30", end: "2026-03-18" },
    });
  });
});

describe("fields", () => {
  test("are deselected, selected again in their place, moved and renamed", () => {
    const two = acted(plain, { type: "deselectFields", indexes: [0, 1] });
    expect(selectedFields(said(two), context)?.slice(0, 2)).toEqual(["Input Start Time local", "Collect State"]);
    expect(selectedFields(said(acted(two, { type: "selectFields", fields: ["Contact ID"] })), context)?.[0]).toBe("Contact ID");
    expect(said(acted(two, { type: "selectAllFields" }))["fields"]).toBe("all");
    const moved = acted(two, { type: "moveFields", indexes: [0], to: 3 }, { type: "renameColumn", index: 0, as: "State" });
    expect(selectedFields(said(moved), context)?.slice(0, 3)).toEqual([
      { field: "Collect State", as: "State" },
      "Result",
      "Input Start Time local",
    ]);
    expect(selectedFields(said(acted(moved, { type: "renameColumn", index: 0, as: "" })), context)?.[0]).toBe("Collect State");
  });

  test("that are written otherwise are left alone, and that is said", () => {
    expect(problemOf(plain.replace("all #", "{ a: 1 } #"), { type: "deselectAllFields" })).toContain("YAML");
    expect(problemOf("fields: [", { type: "deselectAllFields" })).toContain("Mend");
  });
});

describe("filters", () => {
  const with_ = (...actions: readonly FilterAction[]) => said(acted(plain, ...actions))["filter"];

  test("begin with one condition, become groups, and end", () => {
    const one: FilterAction = { type: "addCondition", at: [], field: "Channel" };
    expect(with_(one)).toEqual({ Channel: { in: ["Web-Chat"] } });
    const two: FilterAction = { type: "addCondition", at: [], field: "Duration(ms)" };
    expect(with_(one, two)).toEqual({ all: [{ Channel: { in: ["Web-Chat"] } }, { "Duration(ms)": { gte: 0 } }] });
    expect(with_(one, two, { type: "removeFilter", at: [0] }, { type: "unwrapFilter", at: [] })).toEqual({
      "Duration(ms)": { gte: 0 },
    });
    expect(with_(one, two, { type: "removeFilter", at: [0] }, { type: "removeFilter", at: [0] })).toBeUndefined();
    expect(
      with_(one, { type: "addGroup", at: [], join: "any", field: "Result" }, { type: "setJoin", at: [1], join: "not" }),
    ).toEqual({
      all: [{ Channel: { in: ["Web-Chat"] } }, { not: { any: [{ Result: { in: ["Match"] } }] } }],
    });
  });

  test("change their operator and keep the value that fits", () => {
    const one: FilterAction = { type: "addCondition", at: [], field: "Channel" };
    expect(with_(one, { type: "setOperator", at: [], operator: "eq" })).toEqual({ Channel: { eq: "Web-Chat" } });
    expect(with_(one, { type: "setOperator", at: [], operator: "isNull" })).toEqual({ Channel: { isNull: true } });
    expect(with_(one, { type: "setOperator", at: [], operator: "between" })).toEqual({
      Channel: { between: ["Web-Chat", "Web-Chat"] },
    });
    expect(with_(one, { type: "setFilterField", at: [], field: "Duration(ms)" })).toEqual({ "Duration(ms)": { in: [0] } });
    expect(with_(one, { type: "setFilterField", at: [], field: "Contact ID" })).toEqual({ "Contact ID": { in: [""] } });
  });

  test.each([
    ["Duration(ms)", "gte", ["1000"], 1000],
    ["Duration(ms)", "eq", ["9007199254740993"], "9007199254740993"],
    ["Duration(ms)", "between", ["1", "20"], [1, 20]],
    ["Channel", "in", ["12", "on", "true"], ["12", "on", "true"]],
    ["Input Start Time UTC", "gte", ["2026-03-17T00:00"], "2026-03-17T05:00:00Z"],
    ["Input Start Time local", "lt", ["2026-03-17T00:00Z"], "2026-03-17T00:00Z"],
  ])("take %s %s %j as its type", (field, operator, values, value) => {
    expect(
      with_(
        { type: "addCondition", at: [], field },
        { type: "setOperator", at: [], operator },
        { type: "setValue", at: [], values },
      ),
    ).toEqual({ [field]: { [operator]: value } });
  });

  test.each([
    ["Duration(ms)", "gte", "soon"],
    ["Duration(ms)", "gte", "1.5"],
    ["Input Start Time UTC", "gte", "yesterday"],
    ["Contact ID", "eq", "17"],
  ])("leave the text alone where %s %s %j makes no sense", (field, operator, value) => {
    const text = acted(plain, { type: "addCondition", at: [], field }, { type: "setOperator", at: [], operator });
    expect(problemOf(text, { type: "setValue", at: [], values: [value] })).toMatch(/does not fit: expected/);
  });

  test("move between groups", () => {
    const text = acted(
      plain,
      { type: "addGroup", at: [], join: "all", field: "Channel" },
      { type: "addCondition", at: [], field: "Stage" },
      { type: "addGroup", at: [], join: "any", field: "Result" },
    );
    expect(said(acted(text, { type: "moveFilter", at: [0], to: [2], index: 1 }))["filter"]).toEqual({
      all: [{ Stage: { in: ["PROD"] } }, { any: [{ Result: { in: ["Match"] } }, { Channel: { in: ["Web-Chat"] } }] }],
    });
    expect(said(acted(text, { type: "moveFilter", at: [2, 0], to: [], index: 0 }))["filter"]).toEqual({
      all: [{ Result: { in: ["Match"] } }, { Channel: { in: ["Web-Chat"] } }, { Stage: { in: ["PROD"] } }],
    });
    expect(problemOf(text, { type: "moveFilter", at: [2], to: [2], index: 0 })).not.toBe("");
  });

  test("that are written otherwise are left alone", () => {
    expect(problemOf(`${plain}filter: { Channel: Voice }\n`, { type: "addCondition", at: [], field: "Channel" })).toContain(
      "YAML",
    );
  });
});

/** Extracts as people write them, with comments everywhere. */
const commented = `# yaml-language-server: $schema=../schemas/extract.schema.json
# Long conversations.
kind: Extract # what it is
name: long-conversations
product: ixhello-employee # id
owner: amy

# which data
template: InteractionDetails
x-unknown: { kept: as it is } # for another tool
fields: # in order
  # who
  - Contact ID # key
  - { field: Channel, as: How } # renamed
  - "Result"

  # when
  - Input Start Time UTC
  - field: Duration(ms) # long form
    as: 'Length'
filter: # rows
  all: # each
    - Channel: { in: [Web-Chat, "Voice"] } # both
    # alternatives
    - any:
        - Result: { in: [NoMatch, MaxRetries] }
        - Choice: { isNull: true } # nothing heard
    - not: { Stage: { eq: QAE } }
window: { start: "2026-03-01", end: "2026-04-01" } # March
output:
  format: csv # plain
`;

const names = [
  ...(templates.get("InteractionDetails")!.fields ? Object.keys(templates.get("InteractionDetails")!.fields) : []),
  "Nothing",
];
const at: fc.Arbitrary<FilterPath> = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 });
const name = fc.constantFrom(...names);
const index = fc.integer({ min: 0, max: 6 });
const join_ = fc.constantFrom("all", "any", "not") as fc.Arbitrary<"all" | "any" | "not">;
const fieldAction: fc.Arbitrary<FieldAction> = fc.oneof(
  fc.record({ type: fc.constant("selectFields" as const), fields: fc.array(name, { maxLength: 3 }) }),
  fc.record({ type: fc.constant("selectFields" as const), fields: fc.array(name, { maxLength: 3 }), at: index }),
  fc.record({ type: fc.constant("deselectFields" as const), indexes: fc.uniqueArray(index, { maxLength: 3 }) }),
  fc.constant({ type: "selectAllFields" as const }),
  fc.constant({ type: "deselectAllFields" as const }),
  fc.record({
    type: fc.constant("moveFields" as const),
    indexes: fc.uniqueArray(index, { minLength: 1, maxLength: 3 }),
    to: index,
  }),
  fc.record({ type: fc.constant("renameColumn" as const), index, as: fc.constantFrom("", "Other", "on", "a: b", "2026") }),
);
const filterAction: fc.Arbitrary<FilterAction> = fc.oneof(
  fc.record({ type: fc.constant("addCondition" as const), at, field: name }),
  fc.record({ type: fc.constant("addGroup" as const), at, join: join_, field: name }),
  fc.record({ type: fc.constant("removeFilter" as const), at }),
  fc.record({ type: fc.constant("setFilterField" as const), at, field: name }),
  fc.record({
    type: fc.constant("setOperator" as const),
    at,
    operator: fc.constantFrom("eq", "in", "between", "isNull", "gte", "contains"),
  }),
  fc.record({
    type: fc.constant("setValue" as const),
    at,
    values: fc.array(fc.constantFrom("1", "x", "on", "2026-03-17"), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant("setJoin" as const), at, join: join_ }),
  fc.record({ type: fc.constant("wrapFilter" as const), at, join: join_ }),
  fc.record({ type: fc.constant("unwrapFilter" as const), at }),
  fc.record({ type: fc.constant("moveFilter" as const), at, to: at, index }),
);
const partAction: fc.Arbitrary<FormAction> = fc.constantFrom<FormAction>(
  { type: "setName", name: "on" },
  { type: "setTemplate", template: "ContactDetails" },
  { type: "setTemplate", template: "InteractionDetails" },
  { type: "setShared", shared: true },
  { type: "setCompress", compress: "zip" },
  { type: "setWhen", when: { type: "daily", at: "06:00" } },
  { type: "setWhen", when: { type: "immediate", start: "2026-03-17", end: "2026-03-18T00:00", timezone: "UTC" } },
);
const action = fc.oneof(
  { weight: 4, arbitrary: fieldAction },
  { weight: 5, arbitrary: filterAction },
  { weight: 1, arbitrary: partAction },
);
const start = fc.constantFrom(plain, commented);

describe("whatever is done", () => {
  test("the text stays loadable, comments and unknown keys stay, and nothing can't be done for the way it is written", () => {
    fc.assert(
      fc.property(start, fc.array(action, { maxLength: 12 }), (before, actions) => {
        let text: string = before;
        for (const each of actions) {
          const next = draftText(text, 0, each, context);
          if ("problem" in next) expect(next.problem).not.toMatch(/can't change/);
          else text = next.value;
        }
        const left = commentsOf(text).map((comment) => comment.text);
        expect(left).toEqual(expect.arrayContaining(commentsOf(before).map((comment) => comment.text)));
        expect(said(text)["x-unknown"]).toEqual(said(before)["x-unknown"]);
        expect(text.split("\n").every((line) => line.length <= 160 || !line.startsWith("fields"))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("the fields stand in the YAML in the order in which the form shows them", () => {
    fc.assert(
      fc.property(start, fc.array(fieldAction, { maxLength: 8 }), (before, actions) => {
        let text: string = before;
        for (const each of actions) {
          const next = draftText(text, 0, each, context);
          if (!("problem" in next)) text = next.value;
        }
        const shown = selectedFields(said(text), context)!.map(fieldNameOf);
        const file = {
          path: "extracts/a.extract.yaml",
          text: text.replace(/x-unknown.*\n/, "").replace(/filter:[\s\S]*(?=window)/, ""),
        };
        const extract = loadProject({ files: [...files, file] }, { today: "2026-11-21" })
          .extracts.values()
          .next().value;
        if (extract !== undefined) expect(extract.fields.map(({ field }) => field)).toEqual(shown);
      }),
      { numRuns: 100 },
    );
  });

  test("an action and its inverse give the same value", () => {
    const inverses = fc.constantFrom<[FormAction, FormAction]>(
      [
        { type: "moveFields", indexes: [0], to: 3 },
        { type: "moveFields", indexes: [2], to: 0 },
      ],
      [
        { type: "deselectFields", indexes: [1] },
        { type: "selectFields", fields: ["Result"], at: 1 },
      ],
      [
        { type: "renameColumn", index: 0, as: "Id" },
        { type: "renameColumn", index: 0, as: "" },
      ],
      [
        { type: "addCondition", at: [], field: "Stage" },
        { type: "removeFilter", at: [3] },
      ],
      [
        { type: "wrapFilter", at: [0], join: "not" },
        { type: "unwrapFilter", at: [0] },
      ],
      [
        { type: "wrapFilter", at: [1, 0], join: "any" },
        { type: "unwrapFilter", at: [1, 0] },
      ],
      [
        { type: "moveFilter", at: [0], to: [], index: 3 },
        { type: "moveFilter", at: [2], to: [], index: 0 },
      ],
      [
        { type: "setShared", shared: false },
        { type: "setShared", shared: false },
      ],
    );
    const text = commented
      .replace("{ field: Channel, as: How } # renamed", "Result")
      .replace(`  - "Result"\n`, "")
      .replace("x-unknown: { kept: as it is } # for another tool\n", "shared: false\n");
    fc.assert(
      fc.property(inverses, ([one, back]) => {
        const there = acted(text, one);
        const again = acted(there, back);
        expect(said(again)).toEqual(said(text));
      }),
    );
  });

  test("a filter is written as it was read", () => {
    const { tree } = fc.letrec<{ tree: JsonMap }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        fc.constantFrom<JsonMap>({ A: { eq: 1 } }, { A: { gte: 1, lt: 2 } }, { A: { in: ["x"] }, B: { isNull: true } }),
        fc.record({ all: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
        fc.record({ any: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }) }),
        fc.record({ not: tie("tree") }),
        fc.record({ not: tie("tree"), A: fc.constant({ eq: "y" }) }),
      ) as fc.Arbitrary<JsonMap>,
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(writeFilterTree(readFilterTree(value)!)).toEqual(value);
      }),
    );
  });
});

test("a change is as small as it can be: one word for one word", () => {
  const value = { ...said(commented), owner: "dana" };
  expect(patchYaml(commented, 0, value)).toEqual([
    { start: commented.indexOf("amy"), end: commented.indexOf("amy") + 3, text: "dana" },
  ]);
  const edits = patchYaml(commented, 0, { ...said(commented), shared: true })!;
  expect(applyEdits(commented, edits).split("\n").length).toBe(commented.split("\n").length + 1);
});
