import type { InstantPrecision, LogicalType } from "../load/types.ts";
import { duckdbLocal } from "./duckdb-local.ts";

/**
 * DuckDB's half of the one canonical text (DESIGN 6), as SQL expressions: pure text functions. Types are DuckDB's own names,
 * as DESCRIBE prints them. The `sql` of a value is repeated in what comes back, so it should be a column's name.
 */

/** What the engine says when a value has no canonical text; the encoder, asked again for the same rows, says which and why. */
export const notCanonical = "datafeed: a value without canonical text";

const fail = `error('${notCanonical}')`;
const integers = new Set("TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT".split(" "));
const moments = new Map([
  ["TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"],
  ["TIMESTAMP", "TIMESTAMP"],
]);
const decimalForm = /^DECIMAL\((\d+),\s*(\d+)\)$/;

/** A SQL string literal. */
export function duckdbLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A quoted identifier. */
export function duckdbIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The text that a reading hands to an encoder: canonical for numbers, booleans and times with six digits, `\x` and hex digits
 * for bytes (as PostgreSQL writes them), JSON for lists and structs. Any value has one: the encoder refuses what it can't use.
 */
export function duckdbText(type: string, sql: string): string {
  if (type === "VARCHAR") return sql;
  const decimal = decimalForm.exec(type);
  if (decimal !== null) return decimalText(Number(decimal[1]), Number(decimal[2]), sql);
  const moment = moments.get(type);
  if (moment !== undefined) {
    const zone = moment === "TIMESTAMPTZ" ? "Z" : "";
    return `CASE WHEN ${inYears(moment, sql)} THEN ${momentText(microseconds(sql), 6, zone)} ELSE ${sql}::VARCHAR END`;
  }
  if (type === "DOUBLE") return float64Text(sql);
  // The shortest text of a 32 bit float, read as a 64 bit one, as PostgreSQL and JSON readers see it.
  if (type === "FLOAT") return float64Text(`${sql}::VARCHAR::DOUBLE`);
  if (type === "BLOB") return `'\\x' || lower(hex(${sql}))`;
  if (/\]$|^(STRUCT|MAP|UNION)\(/.test(type)) return `to_json(${sql})::VARCHAR`;
  return `${sql}::VARCHAR`;
}

/**
 * The canonical text of a column: the bytes which the encoder would write for it, before CSV or JSON quoting. Values which have
 * none end the statement with `notCanonical`. Undefined where only the encoder knows (JSON, and types that do not fit).
 */
export function duckdbCanonical(logical: LogicalType, type: string, sql: string): string | undefined {
  const decimal = decimalForm.exec(type);
  const moment = moments.get(type);
  switch (logical.type) {
    case "string":
      return duckdbText(type, sql);
    case "integer":
      return integers.has(type) || decimal?.[2] === "0" ? `${sql}::VARCHAR` : undefined;
    case "decimal": {
      const scale = integers.has(type) ? 0 : decimal === null ? undefined : Number(decimal[2]);
      if (scale === undefined || scale > logical.scale) return undefined;
      const zeros = "0".repeat(logical.scale - scale);
      const text = decimal === null ? `${sql}::VARCHAR` : decimalText(Number(decimal[1]), scale, sql);
      return zeros === "" ? text : `${text} || '${scale === 0 ? "." : ""}${zeros}'`;
    }
    case "float64": {
      const exact = type === "DOUBLE" || type === "FLOAT";
      if (exact) return duckdbText(type, sql);
      return integers.has(type) || decimal !== null ? float64Text(`${sql}::VARCHAR::DOUBLE`) : undefined;
    }
    case "boolean":
      return type === "BOOLEAN" ? `${sql}::VARCHAR` : undefined;
    case "instant":
      if (moment === undefined) return undefined;
      return checked(inYears(moment, sql), sql, momentText(microseconds(sql), logical.precision, "Z"));
    case "local": {
      if (moment === undefined) return undefined;
      const local = duckdbLocal(logical.timezone, microseconds(sql));
      return checked(local.known, sql, `${momentText(local.microseconds, logical.precision)} || ${local.offset}`);
    }
    case "date":
      return type === "DATE" ? checked(inYears("DATE", sql), sql, `${sql}::VARCHAR`) : undefined;
    case "uuid":
      return type === "UUID" ? `${sql}::VARCHAR` : undefined;
    case "bytes":
      return type === "BLOB" ? `base64(${sql})` : undefined;
    case "json":
      return undefined;
  }
}

/** A cell of a CSV file: quoted where it must be, `""` when it is empty; NULL stays NULL, which COPY writes as nothing. */
export function duckdbCsvCell(canonical: string, delimiter: string, formulas: "raw" | "escape" = "raw"): string {
  const text =
    formulas === "raw" ? canonical : `CASE WHEN ${isFormula(canonical)} THEN '''' || ${canonical} ELSE ${canonical} END`;
  const plain = [delimiter, '"', "\n", "\r"].map((special) => `NOT contains(${canonical}, ${characters(special)})`);
  return `CASE WHEN ${[`${canonical} <> ''`, ...plain].join(" AND ")} THEN ${text} ELSE '"' || replace(${text}, '"', '""') || '"' END`;
}

/** `value`, made of a column that must not be NULL: NULL ends the statement with `notCanonical`. */
export function duckdbRequired(column: string, value: string, type: string): string {
  return `CASE WHEN ${column} IS NULL THEN ${fail}::${type} ELSE ${value} END`;
}

/**
 * A value of an NDJSON line. The types that JSON has stay bare, but with `jsonAs: "string"`; NaN and the infinities have no
 * JSON.
 */
export function duckdbJsonValue(logical: LogicalType, canonical: string, jsonAs?: "string"): string {
  const value = jsonAs === undefined ? canonical : `'"' || ${canonical} || '"'`;
  switch (logical.type) {
    case "integer":
    case "decimal":
    case "boolean":
      return `coalesce(${value}, 'null')`;
    case "float64":
      return `CASE WHEN ${canonical} IN ('NaN', 'Infinity', '-Infinity') THEN ${fail} ELSE coalesce(${value}, 'null') END`;
    default:
      return `coalesce(${jsonString(canonical)}, 'null')`;
  }
}

/**
 * DuckDB's JSON strings are those of JSON.stringify but for nine control characters, whose hex digits it writes in capitals
 * (measured over all of Unicode). They are mended between the backslashes, where `\u00` can't be part of an escaped one.
 */
function jsonString(text: string): string {
  const json = (value: string): string => `to_json(${value})::VARCHAR`;
  let part = `substr(${json("part")}, 2, length(${json("part")}) - 2)`;
  for (const code of [0x0b, 0x0e, 0x0f, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f]) {
    const hex = code.toString(16).padStart(2, "0");
    part = `replace(${part}, '\\u00${hex.toUpperCase()}', '\\u00${hex}')`;
  }
  const mended = `'"' || array_to_string(list_transform(string_split(${text}, '\\'), lambda part: ${part}), '\\\\') || '"'`;
  return `CASE WHEN contains(${json(text)}, '\\u00') THEN ${mended} ELSE ${json(text)} END`;
}

/** The same rule as the encoder's: what a spreadsheet takes for a formula, phone numbers and negative numbers apart. */
function isFormula(text: string): string {
  const first = ["=", "+", "-", "@", "\t", "\r"].map(characters).join(", ");
  const number = `strlen(${text}) <= 64 AND regexp_full_match(${text}, '[+-][0-9 ().-]*')`;
  return `${text}[1] IN (${first}) AND NOT (${number})`;
}

function characters(text: string): string {
  return /[\t\r\n]/.test(text) ? `chr(${text.charCodeAt(0)})` : duckdbLiteral(text);
}

/** DuckDB leaves out the zero before the point where the type has no digits there. */
function decimalText(precision: number, scale: number, sql: string): string {
  return precision === scale ? `replace(${sql}::VARCHAR, '.', '0.')` : `${sql}::VARCHAR`;
}

function microseconds(sql: string): string {
  return `epoch_us(${sql})`;
}

function momentText(us: string, precision: InstantPrecision, zone: "Z" | "" = ""): string {
  const fraction = { 0: "", 3: ".%g", 6: ".%f" }[precision];
  return `strftime(make_timestamp(${us}), '%Y-%m-%dT%H:%M:%S${fraction}${zone}')`;
}

/** Years 1 to 9999; infinities lie outside. */
function inYears(type: string, sql: string): string {
  const [from, to] = type === "DATE" ? ["", ""] : [" 00:00:00", " 23:59:59.999999"];
  const zone = type === "TIMESTAMPTZ" ? "+00" : "";
  return `${sql} BETWEEN ${type} '0001-01-01${from}${zone}' AND ${type} '9999-12-31${to}${zone}'`;
}

function checked(condition: string, sql: string, text: string): string {
  return `CASE WHEN ${condition} THEN ${text} WHEN ${sql} IS NOT NULL THEN ${fail} END`;
}

/**
 * A double as ECMAScript prints it. Both print the shortest digits that read back the same; DuckDB changes to an exponent at
 * 1e16 and below 1e-4 (ECMAScript: 1e21 and 1e-6), pads exponents to two digits and whole numbers with `.0`.
 */
function float64Text(sql: string): string {
  const text = `${sql}::VARCHAR`;
  const digits = `replace(ltrim(split_part(${text}, 'e', 1), '-'), '.', '')`;
  const exponent = `split_part(${text}, 'e', 2)::INTEGER`;
  const sign = `CASE WHEN ${sql} < 0 THEN '-' ELSE '' END`;
  return [
    "CASE",
    `WHEN ${sql} = 0 THEN '0'`,
    `WHEN abs(${sql}) >= 1e-4 AND abs(${sql}) < 1e16 THEN CASE WHEN suffix(${text}, '.0') THEN left(${text}, -2) ELSE ${text} END`,
    `WHEN isnan(${sql}) THEN 'NaN'`,
    `WHEN isinf(${sql}) THEN CASE WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END`,
    `WHEN abs(${sql}) >= 1e21 OR abs(${sql}) < 1e-6 THEN replace(${text}, 'e-0', 'e-')`,
    `WHEN abs(${sql}) < 1 THEN ${sign} || '0.' || repeat('0', -1 - ${exponent}) || ${digits}`,
    `ELSE ${sign} || rpad(${digits}, ${exponent} + 1, '0') END`,
  ].join(" ");
}
