import type { Plan } from "../../compile/plan.ts";
import {
  duckdbCanonical,
  duckdbCsvCell,
  duckdbJsonValue,
  duckdbLiteral,
  duckdbRequired,
} from "../../format/duckdb-canonical.ts";
import { copyParquet, copyRaw, named } from "../../format/duckdb-engine.ts";
import { duckdbParquetType, duckdbParquetValue } from "../../format/duckdb-parquet-types.ts";
import type { SourceColumn } from "../warehouse.ts";

/**
 * The COPY that writes a plan's whole file with the encoder's bytes; undefined where the engine would not write the same. The
 * cells are finished in SQL and COPY's own quoting is off: it quotes every cell with a `#`, too, and no option changes that.
 */
export function copyStatement(plan: Plan, source: readonly SourceColumn[], file: string): string | undefined {
  const { format, split } = plan.output;
  if (split !== undefined || source.length !== plan.columns.length + plan.hiddenKey.length) return undefined;
  switch (format) {
    case "csv":
      return copyCsv(plan, source, file);
    case "ndjson":
      return copyNdjson(plan, source, file);
    case "parquet":
      return copyTyped(plan, source, file);
    default:
      return undefined;
  }
}

function copyCsv(plan: Plan, source: readonly SourceColumn[], file: string): string | undefined {
  const { delimiter, header, bom, formulas } = plan.output;
  if (bom && !header) return undefined;
  const names = plan.columns.map(({ name }) => name);
  // COPY renames what it takes for duplicates, and knows no empty name.
  if (header && (names.includes("") || new Set(names.map((name) => name.toLowerCase())).size < names.length)) return undefined;
  const inner = canonicalColumns(plan, source);
  if (inner === undefined) return undefined;
  const cells = plan.columns.map(({ name, type }, i) => {
    const quotable = type.type === "string" || type.type === "bytes";
    const cell = quotable ? duckdbCsvCell(`t${i}`, delimiter, type.type === "string" ? formulas : "raw") : `t${i}`;
    const quoted = /["\r\n]/.test(name) || name.includes(delimiter) ? `"${name.replaceAll('"', '""')}"` : name;
    return named(cell, header ? `${bom && i === 0 ? "\ufeff" : ""}${quoted}` : `t${i}`);
  });
  return copyRaw(`SELECT ${cells.join(", ")} FROM ${inner}`, file, delimiter, header);
}

function copyNdjson(plan: Plan, source: readonly SourceColumn[], file: string): string | undefined {
  const inner = canonicalColumns(plan, source);
  if (inner === undefined) return undefined;
  const pairs = plan.columns.flatMap(({ name, type, jsonAs }, i) => [
    duckdbLiteral(`${i === 0 ? "{" : ","}${JSON.stringify(name)}:`),
    duckdbJsonValue(type, `t${i}`, jsonAs),
  ]);
  return copyRaw(`SELECT concat(${pairs.join(", ")}, '}') AS line FROM ${inner}`, file);
}

function copyTyped(plan: Plan, source: readonly SourceColumn[], file: string): string | undefined {
  const names = plan.columns.map(({ name }) => name.toLowerCase());
  if (names.includes("") || new Set(names).size < names.length) return undefined;
  const values = plan.columns.map(({ name, type, required }, i) => {
    const value = duckdbParquetValue(type, source[i]?.type ?? "", `c${i}`);
    if (value === undefined) return undefined;
    return named(required === true ? duckdbRequired(`c${i}`, value, duckdbParquetType(type) ?? "") : value, name);
  });
  if (values.includes(undefined)) return undefined;
  return copyParquet(`SELECT ${values.join(", ")} FROM ${sourceRows(plan)}`, file);
}

/** A subquery with the visible columns' canonical texts as `t0`, `t1`, … */
function canonicalColumns(plan: Plan, source: readonly SourceColumn[]): string | undefined {
  const texts = plan.columns.map(({ type, required }, i) => {
    const text = duckdbCanonical(type, source[i]?.type ?? "", `c${i}`);
    return text !== undefined && required === true ? duckdbRequired(`c${i}`, text, "VARCHAR") : text;
  });
  if (texts.includes(undefined)) return undefined;
  return `(SELECT ${texts.map((text, i) => `${text} AS t${i}`).join(", ")} FROM ${sourceRows(plan)})`;
}

/** The plan's rows in their order, columns named `c0`, `c1`, …; DuckDB keeps the order of a subquery's ORDER BY. */
function sourceRows(plan: Plan): string {
  const cells = [...plan.columns, ...plan.hiddenKey].map((_, i) => `c${i}`);
  return `(\n${plan.query.sql}\n) AS source(${cells.join(", ")})`;
}

/**
 * Finds the first row whose key is not total: its number, and which key column is NULL (none: the key is the one before's). It
 * sorts the key columns alone, 0.1 s for 2 million rows.
 */
export function keyStatement(plan: Plan): string | undefined {
  if (plan.key.length === 0) return undefined;
  const positions = [...plan.key].sort((a, b) => a - b);
  const empty = positions.map((position, i) => `WHEN c${position} IS NULL THEN ${i}`).join(" ");
  const before = positions.map((position) => `lag(c${position}) OVER () AS p${position}`);
  const same = positions.map((position) => `c${position} = p${position}`).join(" AND ");
  return [
    `SELECT row, CASE ${empty} END FROM (`,
    `SELECT row_number() OVER () AS row, ${positions.map((position) => `c${position}`).join(", ")}, ${before.join(", ")}`,
    `FROM ${sourceRows(plan)}`,
    `) WHERE ${positions.map((position) => `c${position} IS NULL`).join(" OR ")} OR (${same}) LIMIT 1`,
  ].join("\n");
}
