import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { documentSlices } from "../../runner/src/language/document-slice.ts";
import { placeInDocument } from "../../runner/src/language/place-in-document.ts";
import { composeYaml } from "../../runner/src/load/compose-yaml.ts";
import { cursorIn } from "./cursor.ts";

/** The place in short: `role path "typed"`, and what stands out. */
function placeOf(written: string, path = "extracts/x.extract.yaml"): string {
  const { text, offset } = cursorIn(written);
  const place = placeInDocument({ path, text }, offset);
  if (place === undefined) return "nowhere";
  const { role, typed, hasColon, prefix, style } = place;
  const written2 = text.slice(typed.start, typed.end);
  const flags = [hasColon && "colon", prefix !== "" && `prefix "${prefix}"`, style !== "block" && style].filter(Boolean);
  return [role, place.path.join("."), JSON.stringify(written2), ...flags].join(" ");
}

describe("the place of a cursor", () => {
  test.each<[name: string, yaml: string, place: string]>([
    ["an empty file", "|", 'key  ""'],
    ["an empty first line", "|\nkind: Extract\n", 'key  ""'],
    ["a value", "kind: Extract\ntemplate: Inter|actions\n", 'value template "Interactions"'],
    ["an empty value", "kind: Extract\ntemplate: |\nowner: amy", 'value template ""'],
    ["right after the colon", "kind: Extract\ntemplate:|\nowner: amy", 'value template "" prefix " "'],
    ["a key", "kind: Extract\ntem|plate: X", 'key template "template" colon'],
    ["half a key", "kind: Extract\ntem|\nowner: amy", 'key tem "tem"'],
    ["half a key on the first line", "tem|\nkind: Extract\n", 'key tem "tem"'],
    ["an empty line", "kind: Extract\n|\nowner: amy", 'key  ""'],
    ["the last line", "kind: Extract\n|", 'key  ""'],
    ["an empty line under a key", "kind: Extract\nfilter:\n  |\nowner: amy", 'value filter ""'],
    ["a word under a key", "filter:\n  Cha|\nowner: amy", 'value filter "Cha"'],
    ["a word before other keys", "filter:\n  Cha|\n  Result: { eq: 1 }\nowner: amy", 'key filter.Cha "Cha"'],
    ["an empty line before other keys", "filter:\n  |\n  Result: { eq: 1 }\n", 'key filter. ""'],
    ["an empty item", "fields:\n  - A\n  - |\n", 'item fields.1 ""'],
    ["right after the dash", "fields:\n  - A\n  -|\n", 'item fields.1 "" prefix " "'],
    ["half an item", "fields:\n  - Contact I|\n  - B\n", 'item fields.0 "Contact I"'],
    ["an empty line among items", "fields:\n  - A\n  |\n", 'item fields.1 "" prefix "- "'],
    ["an empty line after items that are not indented", "fields:\n- A\n|\n", 'key  ""'],
    ["a key of an item", "fields:\n  - field: A\n    |\n", 'key fields.0. ""'],
    ["the first key of an item, half", "fields:\n  - fie|\n    as: B\n", 'key fields.0.fie "fie"'],
    ["the value of a key of an item", "fields:\n  - field: |\n    as: B\n", 'value fields.0.field ""'],
    ["nested filters", "filter:\n  all:\n    - any:\n        - Cha|\n", 'item filter.all.0.any.0 "Cha"'],
    ["an empty line of nested filters", "filter:\n  all:\n    - A: { eq: 1 }\n    |\n", 'item filter.all.1 "" prefix "- "'],
    ["operators on a line of their own", "filter:\n  A:\n    g|\n", 'value filter.A "g"'],
    ["a flow list", "fields: [A, |]\n", 'item fields.1 "" flow'],
    ["an empty flow list", "fields: [|]\n", 'item fields.0 "" flow'],
    ["a flow list between items", "fields: [A, | B]\n", 'item fields.1 "" flow'],
    ["a flow list that is not closed", "fields: [A, Co|\nowner: amy\n", 'item fields.1 "Co" flow'],
    ["a flow list over lines", "fields: [A,\n  |\n  B]\n", 'item fields.1 "" flow'],
    ["a flow mapping's value", "fields:\n  - { field: | }\n", 'value fields.0.field "" flow'],
    ["a flow mapping's value before others", "fields:\n  - { field: | , as: B }\n", 'value fields.0.field "" flow'],
    ["a flow mapping's value before others without a comma", "fields:\n  - { field: |\n", 'value fields.0.field "" flow'],
    ["a flow mapping's key", "fields: [{ fi| }]\n", 'key fields.0.fi "fi" flow'],
    ["an empty flow mapping", "output: {|}\n", 'key output. "" flow'],
    ["a key between others", "output: { format: csv, | to: local }\n", 'key output. "" flow'],
    ["a key with its colon", "output: { for|mat: csv }\n", 'key output.format "format" colon flow'],
    ["a list in a mapping in a mapping", "filter: { A: { in: [x, |] } }\n", 'item filter.A.in.1 "" flow'],
    ["quotes", 'template: "Inter|actions"\n', 'value template "\\"Interactions\\""'],
    ["empty quotes", 'fields: [A, "|"]\n', 'item fields.1 "\\"\\"" flow'],
    ["quotes that are not closed", 'template: "Inter|\nowner: amy\n', 'value template "\\"Inter"'],
    ["quotes that are not closed in a flow list", "fields: ['Inter|, B]\nowner: amy\n", 'item fields.0 "\'Inter" flow'],
    ["a quoted key", '"Duration|(ms)": 1\n', 'key Duration(ms) "\\"Duration(ms)\\"" colon'],
    ["another document", "kind: Extract\n---\nkind: Template\nname: |\n", 'value name ""'],
    ["windows line ends", "kind: Extract\r\ntemplate: |\r\nowner: amy\r\n", 'value template ""'],
    ["half a key with windows line ends", "kind: Extract\r\ntem|\r\nowner: amy\r\n", 'key tem "tem"'],
    ["a rest that can't be parsed", "template: |\nfoo: [}\n  - x: {{\n", 'value template ""'],
    ["a block scalar", "ready:\n  sql: ¦\n    select |\n", 'value ready.sql "" text'],
    ["the line after a block scalar", "ready:\n  sql: ¦\n    select\n  |\n", 'key ready. ""'],
    ["a comment", "kind: Extract # tem|\n", "nowhere"],
    ["a comment on its own line", "kind: Extract\n# |\n", "nowhere"],
    ["a document's start", "--|-\nkind: Extract\n", "nowhere"],
    ["after a bracket", "fields: [A]|\n", "nowhere"],
    ["deeper than a value", "owner: amy\n  |\n", "nowhere"],
  ])("%s", (_name, yaml, place) => {
    expect(placeOf(yaml)).toBe(place);
  });
});

test("the kind is the one that the document says, else the one of its file", () => {
  const kindOf = (path: string, written: string) => {
    const { text, offset } = cursorIn(written);
    const place = placeInDocument({ path, text }, offset);
    return [place?.kind, place?.saysKind, place?.index];
  };
  expect(kindOf("a.extract.yaml", "na|me: x")).toEqual(["Extract", false, 0]);
  expect(kindOf("a.extract.yaml", "kind: Extract\n---\nkind: Schedule\nna|")).toEqual(["Schedule", true, 1]);
  expect(kindOf("a.extract.yaml", "# first\n---\nkind: Extract\n...\n---\n|")).toEqual(["Extract", false, 1]);
  expect(kindOf("datafeed.yaml", "|")).toEqual(["Project", false, 0]);
  expect(kindOf("connections.yaml", "|")).toEqual(["Connections", false, 0]);
  expect(kindOf("other.yaml", "|")).toEqual([undefined, false, 0]);
});

test("documents are counted as the parser counts them", () => {
  const lines = ["a: 1", "# c", "---", "...", "", "--- # x", "--- a", "x: |\n  y", "- 1", "  ", "\t"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 8 }), (parts) => {
      const text = parts.join("\n");
      expect(documentSlices(text).length).toBe(composeYaml(text).documents.length);
    }),
    { numRuns: 1000 },
  );
});

test("siblings and the rest of the document are known", () => {
  const { text, offset } = cursorIn("kind: Extract\nproduct: p\nfi|\nfields: [A, { field: B }]\nowner: amy\n");
  const place = placeInDocument({ path: "x.extract.yaml", text }, offset)!;
  expect(place.siblings).toEqual(["kind", "product", "fields", "owner"]);
  expect(place.around.text(["product"])).toBe("p");
  expect(place.around.items(["fields"])).toEqual([
    { index: 0, text: "A" },
    { index: 1, text: undefined },
  ]);
  expect(place.around.text(["fields", 1, "field"])).toBe("B");
});
