import { describe, expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { readDocuments } from "../../runner/src/load/read-documents.ts";
import { extractText, projectWith, summary, today } from "./load-cases.ts";

function findingsIn(text: string): string[] {
  const file = { path: "extracts/case.extract.yaml", text };
  return loadProject(projectWith(file), { today }).diagnostics.map(summary);
}

describe("nesting", () => {
  test.each([
    ["flow lists", (depth: number) => `fields: ${"[".repeat(depth)}`],
    ["flow lists that are closed", (depth: number) => `fields: ${"[".repeat(depth)}${"]".repeat(depth)}`],
    ["flow mappings", (depth: number) => `filter: ${"{a: ".repeat(depth)}`],
    ["block lists", (depth: number) => `fields:\n  ${"- ".repeat(depth)}x`],
    ["block mappings", (depth: number) => Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
    ["explicit keys", (depth: number) => `fields:\n  ${"? ".repeat(depth)}x`],
  ])("a thousand %s deep is refused where it gets too deep", (_name, nest) => {
    const findings = findingsIn(extractText(nest(1000)));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^yaml-too-deep /);
  });

  test("a hundred thousand levels are given up as fast as a thousand: nothing recurses", () => {
    expect(findingsIn(`${"[".repeat(1_000_000)}`)).toEqual(["yaml-too-deep 1:101"]);
  });

  test("documents before the deep one are kept", () => {
    const text = `${extractText()}---\n${"[".repeat(1000)}`;
    const loaded = loadProject(projectWith({ path: "extracts/case.extract.yaml", text }), { today });
    expect([...loaded.extracts.keys()]).toContain("case");
    expect(loaded.diagnostics.map(summary)).toEqual(["yaml-too-deep 7:101"]);
  });

  test("ninety levels are read", () => {
    const { documents, diagnostics } = readDocuments({ path: "a", text: `a: ${"[".repeat(90)}${"]".repeat(90)}` });
    expect(diagnostics).toEqual([]);
    expect(documents).toHaveLength(1);
  });
});

describe("aliases", () => {
  test("a bomb is refused at the alias that goes too far", () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? "x" : Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ");
      return `a${level}: &a${level} [${inner}]`;
    });
    expect(findingsIn(levels.join("\n"))).toEqual(["yaml-alias 5:20"]);
  });

  test("a few aliases are taken for what they mean", () => {
    const { documents } = readDocuments({ path: "a", text: "kind: Extract\na: &x { k: [1] }\nb: *x" });
    expect(documents[0]?.value).toEqual({ kind: "Extract", a: { k: [1] }, b: { k: [1] } });
  });

  test("an anchor's name ends with its document", () => {
    expect(findingsIn(`a: &x 1\nkind: Extract\n---\n${extractText("fields: *x")}`)).toContain("yaml-alias 9:9");
  });
});

describe("what looks like JavaScript", () => {
  test("a key called __proto__ is a key", () => {
    const { documents } = readDocuments({ path: "a", text: "kind: Extract\n__proto__: { shared: true }" });
    const value = documents[0]?.value;
    expect(value && Object.keys(value)).toEqual(["kind", "__proto__"]);
    expect(value?.["shared"]).toBeUndefined();
    expect(findingsIn(extractText("__proto__: { shared: true }"))).toEqual(["unknown-key 6:1"]);
  });

  test("values are frozen, all the way down", () => {
    const { documents } = readDocuments({ path: "a", text: "a: [{ b: 1 }]" });
    const list = documents[0]?.value["a"];
    expect(Object.isFrozen(list) && Object.isFrozen(Array.isArray(list) ? list[0] : undefined)).toBe(true);
  });

  test("integer-like keys keep their place", () => {
    const text = ["kind: Template", "name: Years", "source: { table: t }", "time: { field: At }", "key: [At]", "fields:"];
    const fields = [
      "  Total: { column: a, type: integer }",
      "  2026: { column: b, type: integer }",
      "  At: { column: c, type: instant }",
    ];
    const extract = extractText().replace("Contacts", "Years").replace("employee", "customer");
    const loaded = loadProject(
      projectWith(
        { path: "templates/years.template.yaml", text: [...text, ...fields].join("\n") },
        { path: "extracts/case.extract.yaml", text: extract },
      ),
      { today },
    );
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.extracts.get("case")?.templateFields).toEqual(["Total", "2026", "At"]);
    expect(loaded.extracts.get("case")?.fields.map(({ as }) => as)).toEqual(["Total", "2026", "At"]);
  });
});

test("a file with thousands of mistakes names the first fifty and how many more there are", () => {
  const { diagnostics } = readDocuments({ path: "a", text: "- 'x\n---\n".repeat(3000) });
  expect(diagnostics).toHaveLength(51);
  expect(diagnostics.at(-1)?.code).toBe("too-many-findings");
});

test("a text that is no YAML at all is given up, and says so", () => {
  const { diagnostics, documents } = readDocuments({ path: "a", text: "]".repeat(5000) });
  expect(documents).toEqual([]);
  expect(diagnostics[0]).toMatchObject({ code: "yaml-syntax", range: { start: { line: 1, column: 1001 } } });
});

test("a mapping of twenty thousand keys is read without a search for each", () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: ${index}`).join("\n");
  expect(readDocuments({ path: "a", text: `${text}\nk7: again` }).diagnostics.map(summary)).toEqual([
    "yaml-duplicate-key 20001:1",
  ]);
});
