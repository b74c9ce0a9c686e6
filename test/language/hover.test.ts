import { describe, expect, test } from "vitest";
import { hover } from "../../runner/src/language/hover/hover.ts";
import { cursorIn, dedent } from "./cursor.ts";
import { exampleConnections, exampleProject, exampleTexts, now } from "./example.ts";

const extractPath = "extracts/x.extract.yaml";
const begin = "kind: Extract\nname: x\nproduct: ixhello-employee\nowner: amy\n";

/** What is said at the cursor, without the backslashes that keep authors' texts plain. */
function hoverOf(written: string, path = extractPath): string {
  const { text, offset } = cursorIn(written);
  const file = { path, text };
  const found = hover(file, offset, exampleProject(file), now);
  if (found === undefined) return "nothing";
  expect(found.start).toBeLessThanOrEqual(offset);
  expect(found.end).toBeGreaterThanOrEqual(offset);
  return found.markdown;
}

describe("hover says", () => {
  test.each<[what: string, yaml: string, said: readonly (string | RegExp)[]]>([
    [
      "what a key means",
      `${begin}sha|red: true\n`,
      ["`shared`: true or false", "everybody in the organisation", "Default: `false`"],
    ],
    [
      "what a key of a mapping means",
      `${begin}output: { for|mat: json }\n`,
      ["`csv`, `json`, `ndjson` or `parquet`", "Default: `csv`"],
    ],
    [
      "what a chosen value means",
      `${begin}output: { format: js|on }\n`,
      ["`format`: `csv`, `json`", "The format of the file."],
    ],
    [
      "a template",
      `${begin}template: Interaction|Details\n`,
      [
        /^Template `InteractionDetails`/,
        "One row for each question",
        "24 fields",
        "`reporting.interactions`",
        "`Input Start Time UTC`",
      ],
    ],
    [
      "a field of a check",
      `${begin}template: InteractionDetails\nchecks: [{ accepted: { Chan|nel: [Voice] } }]\n`,
      [/^Field `Channel`/],
    ],
    [
      "what a check means",
      `${begin}checks: [{ uni|que: [Contact ID] }]\n`,
      ["No two rows have the same values of all these fields together."],
    ],
    [
      "a field",
      `${begin}template: InteractionDetails\nfields: [Contact ID, Duration|(ms)]\n`,
      ["Field `Duration(ms)`", "Length of the whole conversation.", "Type: `integer`", "Unit: `ms`"],
    ],
    ["a field's values", `${begin}template: InteractionDetails\nfields: [Res|ult]\n`, ["Values: `Match`, `NoMatch`"]],
    [
      "a field in a filter",
      `${begin}template: InteractionDetails\nfilter:\n  any:\n    - Chan|nel: { eq: Voice }\n`,
      ["Field `Channel`", "How the person got in touch."],
    ],
    [
      "a masked field",
      `${begin}template: InteractionDetails\nfields: [User Endpo|int]\n`,
      ["Personal data: `phone`", "Masked by `full`", "`datafeed.yaml` says so for `phone`", "no grant"],
    ],
    [
      "a stricter mask",
      `${begin}template: IntentDetails\nfields: [{ field: Utter|ance, mask: full }]\n`,
      ["Masked by `full`", "this extract asks for it"],
    ],
    [
      "another policy",
      `${begin}template: IntentDetails\nfields: [Utter|ance]\n`,
      ["Masked by `redact`", "each character but white space"],
    ],
    [
      "a mask of an open field",
      `${begin}template: InteractionDetails\nfields: [{ field: Cho|ice, mask: last4 }]\n`,
      ["Masked by `last4`", "this extract asks for it"],
    ],
    [
      "a product",
      `${begin.replace("ixhello-employee", "ixhello-|employee")}`,
      [
        "Product `ixhello-employee`: IXHello - Employee",
        "Warehouse: `sample` (duckdb)",
        "`InteractionDetails`, `ContactDetails`",
      ],
    ],
    ["a user", `${begin.replace("amy", "a|my")}`, ["User `amy`: Amy Chen", "Role: `developer`"]],
    [
      "a zone",
      `${begin}window: { start: "2026-03-01", end: "2026-03-02", timezone: America/Chi|cago }\n`,
      ["Time zone `America/Chicago`: now `UTC-06:00`, where it is 06:00", "2027-03-14, to `UTC-05:00`"],
    ],
    ["an operator", `${begin}template: InteractionDetails\nfilter: { Turns: { g|te: 3 } }\n`, ["Greater than or equal to."]],
    [
      "an operator of a known field",
      `${begin}template: InteractionDetails\nfilter: { Duration(ms): { g|te: 3 } }\n`,
      ["`Duration(ms)` is of type `integer`", "`between`"],
    ],
    [
      "a window",
      `${begin}template: InteractionDetails\nwindow: { sta|rt: "2026-03-07", end: "2026-03-10" }\n`,
      [
        "| UTC | 2026-03-07 06:00 +00:00 | 2026-03-10 05:00 +00:00 |",
        "| America/Chicago | 2026-03-07 00:00 -06:00 | 2026-03-10 00:00 -05:00 |",
        "3 days (71 hours: clocks change in between)",
        "`Input Start Time UTC` is at or after the start and before the end",
      ],
    ],
    [
      "a schedule block",
      `${begin}schedule:\n  every: we|ek\n  at: "06:00"\n  timezone: UTC\n`,
      [
        "Every Monday at 06:00 UTC, for the last whole week",
        "| Mon 2026-11-23 06:00 +00:00 | 2026-11-16 00:00 +00:00 | 2026-11-23 00:00 +00:00 |",
        "| Mon 2026-12-21 06:00",
      ],
    ],
    [
      "a schedule by its name",
      `${begin}schedule: night|ly\n`,
      [
        "Schedule `nightly`",
        "Every day at 03:30 America/Chicago, for the day before, at least 3 hours",
        "| Sun 2026-11-22 03:30 -06:00 |",
      ],
    ],
    [
      "a schedule that is used",
      `${begin}schedule: { use: night|ly, start: "2026-12-01" }\n`,
      ["from 2026-12-01 on", "| Wed 2026-12-02 03:30"],
    ],
    [
      "a schedule by cron",
      `${begin}schedule: { cr|on: "0 6 * * 1" }\n`,
      ["By cron `0 6 \\* \\* 1`".replaceAll("\\", ""), "Mon 2026-11-23 06:00 -06:00"],
    ],
    [
      "where the file goes",
      `${begin}template: ContactDetails\nwindow: { start: "2026-03-01", end: "2026-04-01" }\n` +
        'output: { pa|th: "{product}/{year}" }\n',
      ["File, in `local`", /`ixhello-employee\/2026\/.*_1\.zip`/],
    ],
    [
      "what a document is, although its rest is broken",
      `${begin}template: Interaction|Details\nfields: [A, B\noutput: {\n`,
      ["24 fields"],
    ],
  ])("%s", (_what, yaml, said) => {
    const markdown = hoverOf(yaml);
    for (const part of said) {
      if (typeof part === "string") expect(markdown).toContain(part);
      else expect(markdown).toMatch(part);
    }
  });

  test.each<[where: string, yaml: string]>([
    ["a comment", "kind: Extract # fie|lds\n"],
    ["between words", `${begin}fields: [|\n`],
    ["an unknown key", `${begin}feil|ds: all\n`],
    ["an unknown template", `${begin}template: Interactio|nDetail\n`],
    ["an author's own words", `${begin}description: what it is fo|r\n`],
    ["a value of a filter", `${begin}template: InteractionDetails\nfilter: { Channel: { eq: Voi|ce } }\n`],
    ["an empty file", "|"],
  ])("nothing about %s", (_where, yaml) => {
    expect(hoverOf(yaml)).toBe("nothing");
  });
});

test("a field says where its value comes from", () => {
  const template = {
    path: "templates/s.template.yaml",
    text: dedent(`
      kind: Template
      name: S
      source: { sql: "select * from t where at >= :window_start and at < :window_end" }
      time: { field: At }
      key: [Id]
      fields:
        Id: { column: id, type: uuid }
        At: { column: at, type: instant, precision: 3 }
        End: { column: ended, type: instant }
        Here: { local: At }
        Length: { duration: { from: At, to: End, unit: s } }
        Price: { column: price, type: decimal, precision: 10, scale: 2 }
        Both: { expression: "a || b", from: [a, b], type: string, pii: none }
        Same: { constant: 1 }
    `),
  };
  const project = exampleProject(template);
  const said = (field: string) => hover(template, template.text.indexOf(`  ${field}: {`) + 2, project, now)?.markdown;
  expect(said("At")).toContain("Column `at`, 3 digits after the second.");
  expect(said("Here")).toContain("The instant of `At` as a clock of the extract's zone shows it");
  expect(said("Length")).toContain("From `At` to `End`, in `s`.");
  expect(said("Price")).toContain("Column `price`, 10 digits, 2 of them after the point.");
  expect(said("Both")).toContain("Computed from `a`, `b`.");
  expect(said("Same")).toContain("`1` in every row.");
  expect(hover(template, template.text.indexOf("name: S") + 6, project, now)?.markdown).toContain("Source: a query");
});

test("a grant says who gave it, until when and why", () => {
  const file = exampleTexts().find(({ path }) => path === "extracts/intents-not-matched.extract.yaml")!;
  const { markdown } = hover(file, file.text.indexOf("Utterance") + 3, exampleProject(), now)!;
  expect(markdown).toContain("Read in the clear: granted by `dana` until 2027-06-30. Reason: Tuning the language model");
});

test("in datafeed.yaml grants lead to their template and field", () => {
  const file = exampleTexts().find(({ path }) => path === "datafeed.yaml")!;
  const at = (word: string) => hover(file, file.text.indexOf(word) + 2, exampleProject(), now)?.markdown;
  expect(at("IntentDetails\n")).toContain("Template `IntentDetails`");
  expect(at("Utterance")).toContain("A grant lets `intents-not-matched` read it in the clear");
  expect(at("intents-not-matched")).toContain("Extract `intents-not-matched`");
  expect(at("warehouse: sample")).toContain("The warehouse of connections.yaml");
});

test("a template with errors is shown as far as it can be read", () => {
  const template = {
    path: "templates/broken.template.yaml",
    text: dedent(`
      kind: Template
      name: Broken
      time: { field: A }
      fields:
        A: { column: a, type: instant }
        B: { type: text, description: Bee }
    `),
  };
  const extract = { path: extractPath, text: `${begin}template: Broken\nfields: [B]\n` };
  const project = exampleProject(template, extract);
  const textOf = (path: string) => (path === template.path ? template.text : undefined);
  const named = (word: string) => hover(extract, extract.text.indexOf(word), project, now, textOf)?.markdown;
  expect(named("Broken")).toMatch(/2 fields[\s\S]*has errors/);
  expect(named("B]")).toContain("Bee");
});

test("nothing that an author wrote becomes a link, a picture or HTML", () => {
  const evil = "<img src=x> [a](command:evil) ![b](http://x) https://x.example www.x.example a@b.c `x` **b**";
  const template = {
    path: "templates/e.template.yaml",
    text: dedent(`
      kind: Template
      name: E
      description: ${JSON.stringify(evil)}
      source: { table: t }
      time: { field: A }
      key: [A]
      fields: { A: { column: a, type: instant } }
    `),
  };
  const file = { path: extractPath, text: `${begin}template: E\n` };
  const { markdown } = hover(file, file.text.indexOf("E\n"), exampleProject(template, file), now)!;
  expect(markdown).toContain(
    "\\<img src=x\\> \\[a\\]\\(command:evil\\) " +
      "\\!\\[b\\]\\(http\\://x\\) https\\://x.example www\\.x.example a\\@b.c \\`x\\` \\*\\*b\\*\\*",
  );
});

test("connections are described by their keys, never by what they are set to", () => {
  const text =
    "kind: Connections\nwarehouses:\n" +
    "  main: { type: postgres, host: secret-host, password: hunter2, user: svc, database: d }\ndestinations: {}\n";
  const file = { path: "connections.yaml", text };
  const project = exampleProject();
  for (let offset = 0; offset <= text.length; offset++) {
    const said = hover(file, offset, project, now)?.markdown ?? "";
    expect(said).not.toMatch(/secret-host|hunter2|svc/);
  }
  expect(hover(file, text.indexOf("password"), project, now)?.markdown).toContain("The role's password");
});

test("at every place of every document of the example nothing throws, and what is said is about the word there", () => {
  const project = exampleProject();
  for (const file of [...exampleTexts(), exampleConnections]) {
    for (let offset = 0; offset <= file.text.length; offset += 3) {
      const found = hover(file, offset, project, now);
      if (found === undefined) continue;
      // A template's own word: the last resolution of a conversation can be the text `undefined`.
      const said = found.markdown.replaceAll(/the text undefined|escalated`, `undefined/g, "");
      // Twelve thousand times: each `expect` takes longer than what it looks at.
      if (offset < found.start || found.end < offset || said.includes("undefined")) {
        expect.fail(`${file.path}, ${offset}: ${JSON.stringify(found)}`);
      }
    }
  }
});
