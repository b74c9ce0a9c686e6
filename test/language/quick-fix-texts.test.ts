import { describe, expect, test } from "vitest";
import { applyEdits } from "../../runner/src/language/edits.ts";
import { fixAll, quickFixes } from "../../runner/src/language/quick-fixes/quick-fixes.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { TextFile } from "../../runner/src/project/project-texts.ts";
import { extractText, projectWith, today } from "../load/load-cases.ts";
import { dedent } from "./cursor.ts";

const path = "extracts/case.extract.yaml";
const head = extractText();

/** What each fix of a file's findings makes of it, by its title; the head that all share is left out. */
function fixesOf(text: string, at = path): Record<string, string> {
  const file = { path: at, text };
  const project = loadProject(projectWith(file), { today });
  const found = project.diagnostics.filter((one) => one.file === at);
  const fixes = found.flatMap((diagnostic) => quickFixes(file, diagnostic, project));
  return Object.fromEntries(fixes.map(({ title, edits }) => [title, applyEdits(text, edits).replace(head, "")]));
}

/** One that mends an extract's lines below its head. */
function mended(lines: string, title: string): string | undefined {
  return fixesOf(head + dedent(lines))[title];
}

describe("a fix changes what is wrong, and leaves everything else as it was written", () => {
  test.each<[what: string, before: string, title: string, after: string]>([
    ["a key", "feilds: all # every one\n", "Change to `fields`", "fields: all # every one\n"],
    [
      "a quoted name",
      "fields:\n  - 'Chanel' # how\n  - Turns\n",
      "Change to `Channel`",
      "fields:\n  - 'Channel' # how\n  - Turns\n",
    ],
    [
      "a field with a new name",
      "fields: [{ field: Chanel, as: How }]\n",
      "Change to `Channel`",
      "fields: [{ field: Channel, as: How }]\n",
    ],
    [
      "a field that needs quotes",
      'filter:\n  "Duration(sm)": { eq: 1 }\n',
      "Change to `Duration(ms)`",
      'filter:\n  "Duration(ms)": { eq: 1 }\n',
    ],
    ["an operator by its sign", 'filter: { Turns: { ">=": 3 } }\n', "Change to `gte`", 'filter: { Turns: { "gte": 3 } }\n'],
    [
      "a zone by its city",
      'window: { start: "2026-03-01", end: "2026-03-02", timezone: Berlin }\n',
      "Change to `Europe/Berlin`",
      'window: { start: "2026-03-01", end: "2026-03-02", timezone: Europe/Berlin }\n',
    ],
    [
      "a time in quotes",
      "schedule:\n  every: day\n  at: 06:00 # early\n",
      'Write `"06:00"`, in quotes',
      'schedule:\n  every: day\n  at: "06:00" # early\n',
    ],
    ["an hour", 'schedule: { every: day, at: "6:00" }\n', "Change to `06:00`", 'schedule: { every: day, at: "06:00" }\n'],
    [
      "half past six in the evening",
      'schedule: { every: day, at: "6:30 pm" }\n',
      "Change to `18:30`",
      'schedule: { every: day, at: "18:30" }\n',
    ],
    [
      "a duration without its unit, which is one of four",
      "schedule: { every: day, lag: 30 }\n",
      "Change to `30s`",
      "schedule: { every: day, lag: 30s }\n",
    ],
    [
      "the same in quotes",
      'schedule: { every: day, lag: "30" }\n',
      "Change to `30s`",
      'schedule: { every: day, lag: "30s" }\n',
    ],
    ["a duration", "schedule: { every: day, lag: 30 minutes }\n", "Change to `30m`", "schedule: { every: day, lag: 30m }\n"],
    ["yes", "shared: yes # to all\n", "Change to `true`, without quotes", "shared: true # to all\n"],
    ["a condition", "filter: { Channel: Voice }\n", "Write the operator `eq`", "filter: { Channel: { eq: Voice } }\n"],
    [
      "a list of values",
      "filter: { Channel: [Voice, Web-Chat] }\n",
      "Write the operator `in`",
      "filter: { Channel: { in: [Voice, Web-Chat] } }\n",
    ],
    [
      "a repeated field",
      "fields:\n  - Turns\n  # again\n  - Turns # twice\n  - Channel\n",
      "Remove `Turns`",
      "fields:\n  - Turns\n  # again\n  - Channel\n",
    ],
    ["a repeated field in brackets", "fields: [Turns, Turns, Channel]\n", "Remove `Turns`", "fields: [Turns, Channel]\n"],
    [
      "another column's name",
      "fields: [Channel, { field: Turns, as: channel }]\n",
      "Name the column channel 2",
      "fields: [Channel, { field: Turns, as: channel 2 }]\n",
    ],
    [
      "a key that means nothing",
      'output:\n  format: json\n  delimiter: ";" # for Excel\n  pretty: true\n',
      "Remove `delimiter`",
      "output:\n  format: json\n  pretty: true\n",
    ],
    ["the last key", "output: { format: json, bom: true }\n", "Remove `bom`", "output: { format: json }\n"],
    ["the only key", "output: { pretty: true }\n", "Remove `pretty`", "output: {}\n"],
    [
      "a mapping over lines",
      "output:\n  format: parquet\n  split:\n    rows: 10\n  # where\n  to: local\n",
      "Remove `split`",
      "output:\n  format: parquet\n  # where\n  to: local\n",
    ],
    [
      "the first key of an entry",
      "fields:\n  - ass: How\n    field: Channel\n",
      "Remove `ass`",
      "fields:\n  - field: Channel\n",
    ],
    ["a rhythm", 'schedule:\n  at: "06:00"\n', "Add `every`", 'schedule:\n  every: day\n  at: "06:00"\n'],
    [
      "a missing end",
      'window:\n  # from\n  start: "2026-03-01" # on\noutput: {}\n',
      "Add `end`",
      'window:\n  # from\n  start: "2026-03-01" # on\n  end: 2026-04-06T00:00\noutput: {}\n'.replace(
        "2026-04-06T00:00",
        '"2026-04-06T00:00"',
      ),
    ],
    [
      "start and end",
      "window:\n  start: \"2026-03-02\"\n  end: '2026-03-01'\n",
      "Swap start and end",
      "window:\n  start: \"2026-03-01\"\n  end: '2026-03-02'\n",
    ],
    [
      "a day in another order",
      'window: { start: "17/03/2026", end: "2026-04-01" }\n',
      "Change to `2026-03-17`",
      'window: { start: "2026-03-17", end: "2026-04-01" }\n',
    ],
    ["tabs", "output:\n\tformat: csv\n\tto: local\n", "Indent with spaces", "output:\n  format: csv\n  to: local\n"],
  ])("%s", (_what, before, title, after) => {
    expect(mended(before, title)).toBe(after);
  });

  test("keys that are missing get their places and values that there are", () => {
    const fixes = fixesOf("# file\nkind: Extract # first\n\n# which\ntemplate: Contacts\n");
    expect(fixes).toEqual({
      "Add `name` and `product` and `owner`":
        "# file\nkind: Extract # first\nname: case\nproduct: employee\nowner: amy\n\n# which\ntemplate: Contacts\n",
    });
  });

  test("a kind is the one that the file's name promises", () => {
    expect(fixesOf("name: nightly\nevery: day\n", "extracts/nightly.schedule.yaml")).toEqual({
      "Add `kind`": "kind: Schedule\nname: nightly\nevery: day\n",
    });
  });

  test("a key that is waiting for its value gets one", () => {
    const [kind, template] = ["kind:\nname: x\n", "kind: Extract\nname: x\nproduct: employee\nowner: amy\ntemplate: # which\n"];
    expect(fixesOf(kind)).toEqual({ "Change to `Extract`": "kind: Extract\nname: x\n" });
    expect(fixesOf(template)).toEqual({ "Write `Contacts`": template.replace("template:", "template: Contacts") });
  });

  test("two fixes are offered where only the author knows", () => {
    const lines = 'window: { start: "2026-03-01", end: "2026-03-02" }\nschedule: { every: day }\n';
    expect(fixesOf(head + lines)).toEqual({
      "Remove `schedule`": 'window: { start: "2026-03-01", end: "2026-03-02" }\n',
      "Remove `window`": "schedule: { every: day }\n",
    });
  });

  test.each([
    [
      'X: { type: string, column: x, expression: "y", local: At }\n',
      {
        "Keep `column`": "X: { type: string, column: x }\n",
        "Keep `expression`": 'X: { type: string, expression: "y" }\n',
        "Keep `local`": "X: { type: string, local: At }\n",
      },
    ],
    [
      'X: { column: x, type: string, expression: "y", local: At }\n',
      {
        "Keep `column`": "X: { column: x, type: string }\n",
        "Keep `expression`": 'X: { type: string, expression: "y" }\n',
        "Keep `local`": "X: { type: string, local: At }\n",
      },
    ],
    [
      'X:\n    column: x\n    expression: "y"\n    local: At\n    type: string',
      {
        "Keep `column`": "X:\n    column: x\n    type: string",
        "Keep `expression`": 'X:\n    expression: "y"\n    type: string',
        "Keep `local`": "X:\n    local: At\n    type: string",
      },
    ],
    [
      'X:\n    type: string\n    column: x\n    expression: "y"\n    local: At',
      {
        "Keep `column`": "X:\n    type: string\n    column: x",
        "Keep `expression`": 'X:\n    type: string\n    expression: "y"',
        "Keep `local`": "X:\n    type: string\n    local: At",
      },
    ],
  ])("neighbours are removed in one piece: %s", (field, after) => {
    const template = (lines: string): string =>
      "kind: Template\nname: T\nsource: { table: s.t }\ntime: { field: At }\nkey: [At]\n" +
      `fields:\n  At: { column: at, type: instant }\n  ${lines}`;
    const expected = Object.entries(after).map(([title, lines]) => [title, template(lines)]);
    expect(fixesOf(template(field), "templates/t.template.yaml")).toMatchObject(Object.fromEntries(expected));
  });

  test("a value that may be personal stands in no title", () => {
    const lines =
      'filter:\n  all:\n    - Channel: { eq: 5551234 }\n    - Contact Start: { lt: "2026-03-01" }\n    - Turns: { eq: "x" }\n';
    expect(Object.keys(fixesOf(head + lines))).toEqual(["Write it in quotes", "Read it as UTC"]);
  });
});

test("of connections and filters no title repeats what stands there", () => {
  const connections =
    "kind: Connections\nwarehouses:\n" +
    '  sample: { type: postgre, host: h, database: d, user: u, password: 12345,hunter: x, port: "5432" }\n' +
    "  other: { type: postgres, host: h, database: 77777, user: u, memoryLimit: 3 }\n" +
    "destinations: { local: { type: file, path: out } }\n";
  const { files } = projectWith();
  const file = { path: "connections.yaml", text: connections };
  const project = loadProject({ files, connections: { ...file, trusted: true } }, { today });
  const titles = project.diagnostics.flatMap((one) => quickFixes(file, one, project)).map(({ title }) => title);
  expect(titles).toContain("Write it in quotes");
  expect(titles).toContain("Remove this key");
  expect(titles.join("\n")).not.toMatch(/12345|hunter|5432|77777/);
  const filter = "filter: { Turns: { eq: 9007199254740993, hunter: 012 } }\n";
  expect(Object.keys(fixesOf(head + filter)).join("\n")).not.toMatch(/900719|hunter|012/);
});

test("a notifier that the connections don't know is changed to one that they do", () => {
  const file = { path, text: `${head}schedule: { every: day }\nnotify: [{ to: opps, events: [failure] }]\n` };
  const { files } = projectWith(file);
  const text =
    "kind: Connections\nwarehouses: { sample: { type: duckdb } }\ndestinations: { local: { type: file, path: out } }\n" +
    'notifiers: { ops: { type: webhook, url: "https://x.example/" } }\n';
  const project = loadProject({ files, connections: { path: "connections.yaml", text, trusted: true } }, { today });
  const [diagnostic] = project.diagnostics;
  expect(diagnostic?.code).toBe("notifier-unknown");
  expect(quickFixes(file, diagnostic!, project).map(({ title }) => title)).toEqual(["Change to `ops`"]);
});

test("a finding of a text that has changed since has no fix", () => {
  const file: TextFile = { path, text: `${head}feilds: all\n` };
  const project = loadProject(projectWith(file), { today });
  const [diagnostic] = project.diagnostics;
  expect(quickFixes(file, diagnostic!, project)).toHaveLength(2);
  expect(quickFixes({ path, text: `# more\n${file.text}` }, diagnostic!, project)).toEqual([]);
  expect(quickFixes({ path, text: "" }, diagnostic!, project)).toEqual([]);
});

describe("all at once", () => {
  const fixedAll = (text: string) => {
    const file = { path, text };
    const project = loadProject(projectWith(file), { today });
    const found = project.diagnostics.filter((one) => one.file === path);
    return applyEdits(text, fixAll(file, found, project));
  };

  test("mends what can be meant in one way only", () => {
    const before =
      `${head}description: on\nfields: [contact id, Turns, Turns]\n` +
      "window: { start: 2026-03-01, end: 2026-03-02, timezone: Chicago }\n";
    expect(fixedAll(before)).toBe(
      `${head}description: "on"\nfields: [Contact ID, Turns]\n` +
        'window: { start: "2026-03-01", end: "2026-03-02", timezone: America/Chicago }\n',
    );
  });

  test("leaves what somebody must choose", () => {
    const before = `${head}feilds: all\noutput: { format: json, bom: true }\n`;
    expect(fixedAll(before)).toBe(before);
  });
});
