import type { Plan } from "../compile/plan.ts";

/** What stands around the values in a file. */
export interface Layout {
  /** Before the first row of each part, and after its last. */
  readonly partHead: Buffer;
  readonly partTail: Buffer;
  /** Before the value of each visible column. */
  readonly prefixes: readonly Buffer[];
  /** Bytes of the first prefix that the first row of a part leaves out: the comma between objects. */
  readonly firstCut: number;
  readonly rowTail: Buffer;
  /** How NULL is written. */
  readonly empty: Buffer;
}

/** The layout of a plan's format; Parquet has none. */
export function layoutOf(plan: Plan): Layout {
  return plan.output.format === "csv" ? csvLayout(plan) : jsonLayout(plan);
}

/** RFC 4180, but for its line ends: rows end in LF, as psql and pandas write them and every reader takes them. */
function csvLayout({ columns, output }: Plan): Layout {
  const { delimiter } = output;
  const names = columns.map(({ name }) =>
    /["\r\n]/.test(name) || name.includes(delimiter) ? `"${name.replaceAll('"', '""')}"` : name,
  );
  return {
    partHead: Buffer.from(`${output.bom ? "\ufeff" : ""}${output.header ? `${names.join(delimiter)}\n` : ""}`),
    partTail: Buffer.alloc(0),
    prefixes: columns.map((_, i) => Buffer.from(i === 0 ? "" : delimiter)),
    firstCut: 0,
    rowTail: Buffer.from("\n"),
    empty: Buffer.alloc(0),
  };
}

/** NDJSON: an object a line. JSON: an array with an object a line; `pretty`: as `JSON.stringify(rows, null, 2)` prints it. */
function jsonLayout({ columns, output }: Plan): Layout {
  const keys = columns.map(({ name }) => JSON.stringify(name));
  const empty = Buffer.from("null");
  if (output.format === "ndjson") {
    const prefixes = keys.map((key, i) => Buffer.from(`${i === 0 ? "{" : ","}${key}:`));
    return { partHead: Buffer.alloc(0), partTail: Buffer.alloc(0), prefixes, firstCut: 0, rowTail: Buffer.from("}\n"), empty };
  }
  const [open, between, colon, close] = output.pretty ? [",\n  {\n    ", ",\n    ", ": ", "\n  }"] : [",\n{", ",", ":", "}"];
  return {
    partHead: Buffer.from("["),
    partTail: Buffer.from("\n]\n"),
    prefixes: keys.map((key, i) => Buffer.from(`${i === 0 ? open : between}${key}${colon}`)),
    firstCut: 1,
    rowTail: Buffer.from(close),
    empty,
  };
}
