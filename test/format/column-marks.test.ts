import { expect, test } from "vitest";
import { makeEncoder } from "../../runner/src/format/make-encoder.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";
import { batchOf, encoded, planOf } from "./data-row.ts";

const types: readonly LogicalType[] = [
  { type: "integer" },
  { type: "decimal", precision: 9, scale: 2 },
  { type: "float64" },
  { type: "boolean" },
  { type: "json" },
  { type: "string" },
  { type: "date" },
];
const document = '{"b" : "say \\"hi\\"\\n\\u0001 é👍 \\\\", "a" : [1, 2.50]}';
const canonical = '{"a":[1,2.5],"b":"say \\"hi\\"\\n\\u0001 é👍 \\\\"}';
/** The first row as the kernel knows its forms, the second as a cell printer has to mend them. */
const rows = [
  ["3", "1.50", "0.5", "t", document, "text", "2026-03-17"],
  ["3.0", "1.5", "1e+21", "true", '"\\/"', "", "2026-03-18"],
  [null, null, null, null, null, null, null],
];
const expected = [
  { c0: "3", c1: "1.50", c2: "0.5", c3: "true", c4: canonical, c5: "text", c6: "2026-03-17" },
  { c0: "3", c1: "1.50", c2: "1e+21", c3: "true", c4: '"/"', c5: "", c6: "2026-03-18" },
  { c0: null, c1: null, c2: null, c3: null, c4: null, c5: null, c6: null },
];

test("`jsonAs: string` puts values in quotes, and makes a text of JSON", () => {
  const [ndjson = ""] = encoded(planOf({ types, more: { jsonAs: "string" }, output: { format: "ndjson" } }), [batchOf(rows)]);
  expect(ndjson).toBe(expected.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const [json = ""] = encoded(planOf({ types, more: { jsonAs: "string" }, output: { format: "json" } }), [batchOf(rows)]);
  expect(json).toBe(`[\n${expected.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
});

test("`pretty` indents the document and not the JSON in its texts", () => {
  const output = { format: "json", pretty: true } as const;
  const [pretty = ""] = encoded(planOf({ types, more: { jsonAs: "string" }, output }), [batchOf(rows)]);
  expect(pretty).toBe(`${JSON.stringify(expected, null, 2)}\n`);
});

test("rows too large for the kernel have the same values", () => {
  const long = '\u0001"\\é👍'.repeat(100_000);
  const plan = planOf({
    types: [{ type: "integer" }, { type: "json" }],
    more: { jsonAs: "string" },
    output: { format: "ndjson" },
  });
  const [line = ""] = encoded(plan, [batchOf([["1", JSON.stringify({ b: long, a: 1 })]])]);
  expect(line).toBe(`${JSON.stringify({ c0: "1", c1: JSON.stringify({ a: 1, b: long }) })}\n`);
});

test("CSV does not know `jsonAs`", () => {
  const batch = [batchOf(rows)];
  expect(encoded(planOf({ types, more: { jsonAs: "string" } }), batch)).toEqual(encoded(planOf({ types }), batch));
});

test("a NULL in a required column ends the run, by column and row, wherever it is met", () => {
  const large = "x".repeat(300_000);
  for (const format of ["csv", "json", "ndjson"] as const) {
    for (const text of ["small", large]) {
      const plan = planOf({ types: [{ type: "string" }, { type: "json" }], more: { required: true }, output: { format } });
      const good = batchOf([[text, "{}"]]);
      const bad = batchOf([
        [text, "{}"],
        [text, null],
      ]);
      expect(encoded(plan, [good, good])[0]).toContain(text);
      expect(() => encoded(plan, [good, bad])).toThrow(expect.objectContaining({ code: "format-null" }));
      expect(() => encoded(plan, [good, bad])).toThrow(/^Column c1 is NULL in row 3, /);
    }
  }
});

test("an empty text is not NULL", () => {
  const plan = planOf({ types: [{ type: "string" }], more: { required: true }, output: { format: "ndjson" } });
  expect(encoded(plan, [batchOf([[""]])])).toEqual(['{"c0":""}\n']);
});

test("a required key that is NULL is an empty key", () => {
  const plan = planOf({ types: [{ type: "integer" }], key: [0], more: { required: true } });
  const encoder = makeEncoder(plan);
  const all = () => [...encoder.begin(), ...encoder.encode(batchOf([[null]]))];
  expect(all).toThrow(expect.objectContaining({ code: "format-empty-key" }));
});
