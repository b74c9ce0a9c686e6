import type { Column, Plan } from "../../runner/src/compile/plan.ts";
import type { RowBatch } from "../../runner/src/format/encoder.ts";
import { makeEncoder } from "../../runner/src/format/make-encoder.ts";
import type { ResolvedOutput } from "../../runner/src/load/project-documents.ts";
import type { LogicalType } from "../../runner/src/load/types.ts";

/** Rows as a driver hands them over; null is NULL. */
export function batchOf(rows: readonly (readonly (string | Buffer | null)[])[]): RowBatch {
  return Buffer.concat(
    rows.map((row) => {
      const cells = row.map((cell) => {
        if (cell === null) return Buffer.from([255, 255, 255, 255]);
        const bytes = Buffer.from(cell as string);
        const length = Buffer.alloc(4);
        length.writeInt32BE(bytes.length);
        return Buffer.concat([length, bytes]);
      });
      const body = Buffer.concat(cells);
      const head = Buffer.alloc(7);
      head.write("D");
      head.writeInt32BE(body.length + 6, 1);
      head.writeInt16BE(row.length, 5);
      return Buffer.concat([head, body]);
    }),
  );
}

export interface PlanShape {
  readonly types: readonly LogicalType[];
  readonly hidden?: readonly LogicalType[];
  readonly key?: readonly number[];
  readonly output?: Partial<ResolvedOutput>;
  readonly names?: readonly string[];
  /** What the columns have beside name and type. */
  readonly more?: Pick<Column, "jsonAs" | "required">;
}

/** A plan with these columns, named c0, c1, …, for whatever an encoder looks at. */
export function planOf({ types, hidden = [], key = [], output = {}, names = [], more = {} }: PlanShape): Plan {
  const column = (type: LogicalType, i: number) => ({ name: names[i] ?? `c${i}`, field: `f${i}`, type, ...more });
  return {
    extract: "x",
    product: "p",
    owner: "amy",
    shared: false,
    template: "T",
    warehouse: "w",
    dialect: "postgres",
    kind: "RunOnce",
    window: { start: "2026-01-01T00:00:00.000Z", end: "2026-01-02T00:00:00.000Z", timezone: "UTC" },
    query: { sql: "", parameters: [] },
    columns: types.map(column),
    hiddenKey: hidden.map((type, i) => column(type, types.length + i)),
    key,
    count: { sql: "", parameters: [] },
    output: {
      format: "csv",
      compress: "none",
      to: "local",
      order: "key",
      empty: "publish",
      reconcile: "none",
      delimiter: ",",
      header: true,
      bom: false,
      formulas: "raw",
      pretty: false,
      ...output,
    },
    definitionHash: "",
    planHash: "",
  };
}

/** The content of each part that an encoder makes of these batches. */
export function encoded(plan: Plan, batches: readonly RowBatch[]): readonly string[] {
  return encodedBytes(plan, batches).map((part) => part.toString());
}

/** The same as bytes. */
export function encodedBytes(plan: Plan, batches: readonly RowBatch[]): readonly Buffer[] {
  const encoder = makeEncoder(plan);
  const parts: Buffer[] = [];
  let part: Buffer[] = [];
  const take = (pieces: Iterable<{ readonly bytes: Uint8Array; readonly endsPart: boolean }>): void => {
    for (const { bytes, endsPart } of pieces) {
      part.push(Buffer.from(bytes));
      if (!endsPart) continue;
      parts.push(Buffer.concat(part));
      part = [];
    }
  };
  take(encoder.begin());
  for (const batch of batches) take(encoder.encode(batch));
  take(encoder.end());
  if (part.length > 0) throw new Error("The last piece must end its part.");
  return parts;
}
