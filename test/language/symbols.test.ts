import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DocumentSymbol, symbols } from "../../runner/src/language/symbols.ts";
import { dedent } from "./cursor.ts";

/** An outline as indented lines: `name (detail)`. */
function outlineOf(written: string, path = "extracts/x.extract.yaml"): string {
  const lines = (parts: readonly DocumentSymbol[], indent: string): string[] =>
    parts.flatMap(({ name, detail, kind, children }) => [
      `${indent}${kind} ${name}${detail === "" ? "" : ` (${detail})`}`,
      ...lines(children, `${indent}  `),
    ]);
  return lines(symbols({ path, text: dedent(written) }), "").join("\n");
}

describe("the outline", () => {
  test("shows the documents of a file and what they hold", () => {
    const outline = outlineOf(`
      # two documents
      kind: Extract
      name: one
      fields: [Channel, { field: Choice, as: Option }]
      filter:
        all:
          - Channel: { eq: Voice }
          - any:
              - Result: { isNull: true }
      ---
      kind: Schedule
      name: nightly
      every: day
    `);
    expect(outline).toBe(
      dedent(`
        document one (Extract)
          value kind (Extract)
          value name (one)
          list fields (2)
            value Channel
            group Choice
              value field (Choice)
              value as (Option)
          group filter
            list all (2)
              group Channel
                value eq (Voice)
              list any (1)
                group Result
                  value isNull (true)
        document nightly (Schedule)
          value kind (Schedule)
          value name (nightly)
          value every (day)
      `).trimEnd(),
    );
  });

  test("shows a template's fields with their types", () => {
    const outline = outlineOf(
      "kind: Template\nname: T\nsource: { table: t }\nfields:\n  A: { column: a, type: uuid }\n  B: { local: A }\n",
      "templates/t.template.yaml",
    );
    expect(outline).toMatch(/group fields\n {4}field A \(uuid\)\n {4}field B$/);
  });

  test("goes on behind what is broken", () => {
    const outline = outlineOf("kind: Extract\nname: one\nfields: [A, B\nowner: amy\n---\nkind: Schedule\nname: two\n");
    expect(outline).toContain("document one (Extract)");
    expect(outline).toContain("document two (Schedule)");
  });

  test("shows no value of the connections", () => {
    const written = "kind: Connections\nwarehouses:\n  main: { type: postgres, password: hunter,2, user: u }\n";
    const outline = outlineOf(written, "connections.yaml");
    expect(outline).toBe("document Connections\n  value kind\n  group warehouses\n    group main");
  });
});

test("selections and children lie inside, whatever was cut off", () => {
  const folder = join(import.meta.dirname, "../../extracts");
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".yaml"))) {
    const text = readFileSync(join(folder, name), "utf8");
    for (let end = 0; end <= text.length; end += 7) {
      const outside = symbols({ path: `extracts/${name}`, text: text.slice(0, end) }).find((symbol) => !isInside(symbol));
      if (outside !== undefined) expect.fail(`${name}, cut off at ${end}: ${outside.name}`);
    }
  }
});

/** Sixty thousand times: each `expect` takes longer than what it looks at. */
function isInside({ start, end, selection, children, name }: DocumentSymbol): boolean {
  const isWithin = (range: { readonly start: number; readonly end: number }) => start <= range.start && range.end <= end;
  return name !== "" && isWithin(selection) && children.every((child) => isWithin(child) && isInside(child));
}
