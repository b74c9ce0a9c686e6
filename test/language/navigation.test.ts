import { describe, expect, test } from "vitest";
import type { ForeignPlace } from "../../runner/src/language/edits.ts";
import { definition, references } from "../../runner/src/language/navigation.ts";
import { cursorIn } from "./cursor.ts";
import { exampleConnections, exampleProject, exampleTexts } from "./example.ts";

const path = "extracts/x.extract.yaml";
const begin = "kind: Extract\nname: x\nproduct: ixhello-employee\nowner: amy\ntemplate: InteractionDetails\n";
const texts = [...exampleTexts(), exampleConnections];

/** A place as `file: text`. */
function shown(place: ForeignPlace | undefined, edited?: { path: string; text: string }): string {
  if (place === undefined) return "nowhere";
  const file = [...(edited ? [edited] : []), ...texts].find((one) => one.path === place.file);
  const { start, end } = place.range;
  return `${place.file}:${start.line} ${file?.text.slice(start.offset, end.offset)}`;
}

function definitionOf(written: string, at = path): string {
  const { text, offset } = cursorIn(written);
  const file = { path: at, text };
  return shown(definition(file, offset, exampleProject(file), texts), file);
}

describe("the definition", () => {
  test.each<[of: string, yaml: string, place: RegExp]>([
    [
      "a template",
      begin.replace("InteractionDetails", "Interaction|Details"),
      /^templates\/InteractionDetails.template.yaml:3 InteractionDetails$/,
    ],
    ["a field", `${begin}fields: [Contact |ID]\n`, /^templates\/InteractionDetails.*:\d+ Contact ID$/],
    ["a field with a new name", `${begin}fields: [{ field: Ch|oice, as: Option }]\n`, /^templates\/.* Choice$/],
    ["a field in a filter", `${begin}filter: { not: { Dura|tion(ms): { eq: 1 } } }\n`, /^templates\/.* Duration\(ms\)$/],
    ["a schedule", `${begin}schedule: night|ly\n`, /^extracts\/nightly.schedule.yaml:\d+ nightly$/],
    ["a schedule that is used", `${begin}schedule: { use: night|ly }\n`, /nightly.schedule.yaml/],
    [
      "the extract of a test",
      "kind: Test\nname: t\nextract: on-re|quest\nexpect: { empty: true }\n",
      /^extracts\/on-request.extract.yaml:\d+ on-request$/,
    ],
    ["a product", begin.replace("ixhello-e", "ixhello|-e"), /^datafeed.yaml:\d+ ixhello-employee$/],
    ["an owner", begin.replace("amy", "am|y"), /^datafeed.yaml:\d+ amy$/],
    ["a destination", `${begin}output: { to: loc|al }\n`, /^connections.yaml:\d+ local$/],
    [
      "a field of a template with errors",
      `kind: Template\nname: T\nfields:\n  A: { colum: a }\n  B: { local: |A }\n`,
      /^extracts\/x.* A$/,
    ],
    ["nothing: a zone", `${begin}window: { timezone: UT|C }\n`, /^nowhere$/],
    ["nothing: a key", `${begin}fie|lds: all\n`, /^nowhere$/],
    ["nothing: an unknown name", `${begin}schedule: nightl|\n`, /^nowhere$/],
    ["nothing: a value", `${begin}filter: { Choice: { eq: am|y } }\n`, /^nowhere$/],
  ])("of %s", (_of, yaml, place) => {
    expect(definitionOf(yaml)).toMatch(place);
  });

  test("of a template's time, key and twins is the field in the same file", () => {
    const file = texts.find((one) => one.path === "templates/InteractionDetails.template.yaml")!;
    const line = (word: string) => {
      const place = definition(file, file.text.indexOf(word) + word.length, exampleProject(), texts);
      return shown(place).replace(/^.*:\d+ /, "");
    };
    expect(line("field: Input")).toBe("Input Start Time UTC");
    expect(line("key: [Con")).toBe("Contact ID");
    expect(line("{ local: Inp")).toBe("Input Start Time UTC");
  });

  test("of a product's warehouse is the connections' place, whether their text is at hand or not", () => {
    const file = texts[0]!;
    const offset = file.text.indexOf("warehouse: sample") + 13;
    expect(shown(definition(file, offset, exampleProject(), texts))).toBe("connections.yaml:6 sample");
    expect(definition(file, offset, exampleProject(), [])?.range.start.line).toBe(6);
  });
});

describe("references", () => {
  const all = (file: { path: string; text: string }, offset: number) => [...references(file, offset, texts)];

  test("to a template are the extracts that use it, the products that offer it, and its own place", () => {
    const file = texts.find((one) => one.path === "templates/ContactDetails.template.yaml")!;
    const found = all(file, file.text.indexOf("name: ContactDetails") + 8);
    expect(new Set(found.map((place) => place.file))).toEqual(
      new Set([
        "templates/ContactDetails.template.yaml",
        "datafeed.yaml",
        "extracts/contacts-for-excel.extract.yaml",
        "extracts/contacts-parquet.extract.yaml",
        "extracts/on-request.extract.yaml",
        "extracts/web-chat-weekly.extract.yaml",
      ]),
    );
    expect(found.filter(({ declares }) => declares)).toHaveLength(1);
    for (const place of found) expect(shown(place)).toMatch(/ ContactDetails$/);
  });

  test("to a field are those of its template alone", () => {
    const file = texts.find((one) => one.path === "templates/IntentDetails.template.yaml")!;
    const found = all(file, file.text.search(/^ {2}Utterance:/m) + 4).map((place) => shown(place));
    expect(found).toEqual([
      expect.stringMatching(/^templates\/IntentDetails.template.yaml:\d+ Utterance$/),
      expect.stringMatching(/^datafeed.yaml:\d+ Utterance$/),
      expect.stringMatching(/^extracts\/intents-not-matched.extract.yaml:\d+ Utterance$/),
    ]);
  });

  test("to a schedule come from its uses by name and beside a start", () => {
    const file = texts.find((one) => one.path === "extracts/nightly.schedule.yaml")!;
    const found = all(file, file.text.indexOf("name: nightly") + 8).map((place) => place.file);
    expect(found).toEqual([
      "extracts/nightly.schedule.yaml",
      "extracts/distinct-intents-nightly.extract.yaml",
      "extracts/intents-nightly.extract.yaml",
    ]);
  });

  test("take the text that is edited, and not the one that was read", () => {
    const { text, offset } = cursorIn("kind: Extract\nname: intents-nightly\ntemplate: Goal|Details\n");
    const files = all({ path: "extracts/intents-nightly.extract.yaml", text }, offset).map((place) => place.file);
    expect(files).toContain("extracts/intents-nightly.extract.yaml");
    expect(files).toContain("extracts/goals-monthly.extract.yaml");
  });

  test("are found in quotes, and not inside of longer names", () => {
    const names = ['it\'s "x"', 'it\'s "x" too'];
    const fields = names.map((name) => `  ${JSON.stringify(name)}: { column: a, type: string }\n`).join("");
    const template = { path: "templates/q.template.yaml", text: `kind: Template\nname: Q\nfields:\n${fields}` };
    const use = { path, text: `kind: Extract\nname: x\ntemplate: Q\nfields: ['it''s "x"']\n` };
    const other = { path: "extracts/y.extract.yaml", text: `kind: Extract\ntemplate: Q\nfields: ['it''s "x" too']\n` };
    const found = [...references(template, template.text.indexOf("it's"), [template, use, other])];
    expect(found.map((place) => place.file)).toEqual([template.path, use.path]);
  });

  test("are found one by one: who has enough of them can stop", () => {
    let asked = 0;
    const many = {
      *[Symbol.iterator]() {
        for (; asked < 1000; asked++) yield { path: `extracts/${asked}.extract.yaml`, text: `${begin}schedule: nightly\n` };
      },
    };
    const file = texts.find((one) => one.path === "extracts/nightly.schedule.yaml")!;
    const found = references(file, file.text.indexOf("name: nightly") + 8, many);
    expect([found.next(), found.next(), found.next()].map(({ value }) => value?.file)).toEqual([
      file.path,
      "extracts/0.extract.yaml",
      "extracts/1.extract.yaml",
    ]);
    expect(asked).toBe(1);
    expect([...found]).toHaveLength(998);
  });
});
