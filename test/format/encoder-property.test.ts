import fc from "fast-check";
import { expect, test } from "vitest";
import { table } from "./arbitrary-table.ts";
import { batchOf, encoded, planOf } from "./data-row.ts";
import { postgresText, referenceFile, referenceText } from "./reference-encoder.ts";

const output = fc.record({
  format: fc.constantFrom("csv" as const, "json" as const, "ndjson" as const),
  delimiter: fc.constantFrom("," as const, ";" as const, "\t" as const, "|" as const),
  header: fc.boolean(),
  bom: fc.boolean(),
});

test("a thousand random tables are encoded as the reference does, however they are cut into batches", () => {
  fc.assert(
    fc.property(table, output, fc.array(fc.nat(40), { maxLength: 3 }), ({ types, rows }, options, cuts) => {
      const plan = planOf({ types, output: options });
      const cells = rows.map((row) => row.map((value, i) => postgresText(types[i]!, value)));
      const edges = [0, ...cuts.map((cut) => Math.min(cut, rows.length)).sort((a, b) => a - b), rows.length];
      const batches = edges.slice(1).map((edge, i) => batchOf(cells.slice(edges[i], edge)));
      const names = plan.columns.map(({ name }) => name);
      expect(encoded(plan, batches)).toEqual([referenceFile(names, types, rows, options)]);
    }),
    { numRuns: 1000 },
  );
});

test("canonical text passes unchanged: a file is the same whichever warehouse it came from", () => {
  fc.assert(
    fc.property(table, ({ types, rows }) => {
      const plan = planOf({ types, output: { header: false, delimiter: "|" } });
      const once = encoded(plan, [batchOf(rows.map((row) => row.map((value, i) => postgresText(types[i]!, value))))]);
      const canonical = rows.map((row) => row.map((value, i) => (value === null ? null : referenceText(types[i]!, value))));
      expect(encoded(plan, [batchOf(canonical)])).toEqual(once);
    }),
    { numRuns: 100 },
  );
});

test("parts hold the rows in order, none larger than asked for", () => {
  fc.assert(
    fc.property(
      table,
      fc.constantFrom("csv" as const, "json" as const),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 7 }),
      ({ types, rows }, format, bytes, maxRows) => {
        const cells = [batchOf(rows.map((row) => row.map((value, i) => postgresText(types[i]!, value))))];
        const names = types.map((_, i) => `c${i}`);
        const file = (part: typeof rows): string =>
          referenceFile(names, types, part, { format, delimiter: ",", header: true, bom: false });
        const byRows = encoded(planOf({ types, output: { format, split: { rows: maxRows } } }), cells);
        const expected = Array.from({ length: Math.max(1, Math.ceil(rows.length / maxRows)) }, (_, i) =>
          file(rows.slice(i * maxRows, (i + 1) * maxRows)),
        );
        expect(byRows).toEqual(expected);

        const byBytes = encoded(planOf({ types, output: { format, split: { bytes } } }), cells);
        let part: (typeof rows)[number][] = [];
        const filled: string[] = [];
        for (const row of rows) {
          if (part.length > 0 && Buffer.byteLength(file([...part, row])) > bytes) {
            filled.push(file(part));
            part = [];
          }
          part.push(row);
        }
        expect(byBytes).toEqual([...filled, file(part)]);
      },
    ),
    { numRuns: 100 },
  );
});
