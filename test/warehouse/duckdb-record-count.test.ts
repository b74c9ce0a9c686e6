import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordCount } from "../../runner/src/warehouse/duckdb/record-count.ts";

/** Counts `content` in pieces of these sizes, the last one taking the rest. */
function counted(content: string, format: "csv" | "ndjson", header = false, sizes: readonly number[] = []): number | undefined {
  const bytes = Buffer.from(content);
  const count = recordCount({ format, header });
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    count?.take(bytes.subarray(at, at + size));
    at += size;
  }
  return count?.records;
}

describe("records of a written file", () => {
  test.each([
    ["no rows", "", 0],
    ["one cell that is NULL", "\n", 1],
    ["an LF in quotes", '1,"a\nb"\n2,c\n', 2],
    ["quotes in quotes, about an LF", '"""\n"""\n"\n"""\n', 2],
    ["an empty text", '""\n""\n', 2],
    ["a row that was cut", "1,a\n2,b", 1],
    ["a row that was cut in quotes", '1,a\n2,"b\n', 1],
  ])("CSV: %s", (_, content, records) => {
    expect(counted(content, "csv")).toBe(records);
    expect(counted(`"a\nb",c\n${content}`, "csv", true)).toBe(records);
  });

  test("NDJSON: quotes mean nothing, a cut line is none", () => {
    expect(counted('{"a":"\\n"}\n{"a":"\\""}\n{"a":1', "ndjson")).toBe(2);
  });

  test("are the same, however the file is cut into pieces", () => {
    const cell = fc.string({ unit: fc.constantFrom('"', "\n", "\r", ",", "a", "é"), maxLength: 12 });
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.array(fc.nat(9)), (table, sizes) => {
        const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const csv = table.map((row) => `${row.map(quoted).join(",")}\n`).join("");
        expect(counted(csv, "csv", false, sizes)).toBe(table.length);
        const ndjson = table.map((row) => `${JSON.stringify(row)}\n`).join("");
        expect(counted(ndjson, "ndjson", false, sizes)).toBe(table.length);
      }),
    );
  });
});
