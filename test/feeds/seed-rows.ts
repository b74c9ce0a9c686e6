import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { eventTables, eventWords } from "../../runner/src/sample/event-tables.ts";
import { Rows } from "../../runner/src/sample/rows.ts";
import type { Cell, CellKind } from "../../runner/src/sample/table.ts";

/** The folder of the seed's events and of the rows that raise them. */
export const seedFolder = join(import.meta.dirname, "../cases/feeds/seed");

interface WrittenRow extends Readonly<Record<string, unknown>> {
  /** Of a segment: "start end" of each word, in lines. */
  readonly words?: readonly (readonly string[])[];
}

/** The rows of rows.yaml; columns that are not written are NULL. */
export function seedRows(): Rows {
  const written: Record<string, readonly WrittenRow[]> = parse(readFileSync(join(seedFolder, "rows.yaml"), "utf8"));
  const rows = new Rows();
  for (const table of eventTables) {
    for (const row of written[table.name] ?? []) {
      rows.add(
        table,
        table.columns.map(({ name, kind }) => cell(kind, row[name])),
      );
      (row.words ?? []).flat().forEach((pair, index) => {
        const [from = "", to = ""] = pair.split(" ");
        rows.add(eventWords, [String(row["external_id"]), Number(row["segment_no"]), index + 1, Number(from), Number(to)]);
      });
    }
  }
  return rows;
}

function cell(kind: CellKind, value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (kind !== "instant") return value as Cell;
  const text = String(value);
  return Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26));
}
