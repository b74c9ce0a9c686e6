import { wrapped } from "../layout.ts";
import type { SqlDialect } from "./dialect.ts";
import { calledWith, overChildren } from "./json-lines.ts";
import { likeEscape, likePattern } from "./like-pattern.ts";
import { maskString } from "./mask-string.ts";

/** DuckDB 1.x with the icu extension. The session is UTC. */
export const duckdb: SqlDialect = {
  name: "duckdb",
  version: 1,
  maxParameters: 65_535,

  sqlType(type) {
    switch (type.type) {
      case "string":
        return "varchar";
      case "integer":
        return "bigint";
      case "decimal":
        return duckdb.decimalType(type.precision, type.scale);
      case "float64":
        return "double";
      case "instant":
      case "local":
        return "timestamptz";
      case "bytes":
        return "blob";
      default:
        return type.type;
    }
  },
  decimalType: (precision, scale) => `decimal(${precision}, ${scale})`,
  // Each byte as `\xff`, which is how DuckDB reads a blob from text.
  bindBytes: (bytes, parameters, pii) => parameters.bind(bytes.toString("hex").replace(/../g, "\\x$&"), "blob", pii),

  literal: (text) => `'${text.replaceAll("'", "''")}'`,

  // A timestamp without a zone comes as it is: encoders read it as UTC.
  readInstant: (sql, stored) => (stored === "utc-naive" ? sql : duckdb.toInstant(sql, stored)),
  toInstant: (sql, stored) => {
    if (stored === "utc-naive") return `(${sql} AT TIME ZONE 'UTC')`;
    // A cast alone would take text for a number; the product does not.
    return stored === "instant" ? sql : `make_timestamptz((${sql} * 1)::bigint * 1000)`;
  },
  // Not date_diff, which counts the boundaries crossed; a decimal keeps the product exact and lets floor round down.
  duration: (from, to, unit) =>
    `floor((epoch_us(${to}) - epoch_us(${from}))::decimal(19, 0) * ${unit === "ms" ? "0.001" : "0.000001"})::bigint`,

  byBytes: (sql) => sql,
  comparesRows: false,
  byBytesIfText: (sql) => sql,
  matches: (sql, operator, text, parameters, pii) =>
    `${sql} LIKE ${parameters.bind(likePattern(operator, text), "varchar", pii)} ESCAPE '${likeEscape}'`,

  maskString,

  aggregatesJson: true,
  manyChildren: "in-slices",
  object: (entries) => calledWith("json_object", duckdb.literal, entries),
  arrayOf: (value, rows, orderBy) =>
    overChildren(wrapped("to_json(list(", value, ` ORDER BY ${orderBy.join(", ")}))`), rows, "'[]'::json"),
  joined: (value, separator, orderBy) => `string_agg(${value}, ${duckdb.literal(separator)} ORDER BY ${orderBy.join(", ")})`,
  // A macro, which takes no FILTER.
  mapOf: (key, value, rows) => overChildren(wrapped(`json_group_object(${key}, `, value, ")"), rows, "'{}'::json"),
  nestedValue(sql, type) {
    if (type.type === "string" || type.type === "boolean") return sql;
    if (type.type === "json") return `${sql}::json`;
    return type.type === "bytes" ? `'\\x' || lower(hex(${sql}))` : `${sql}::varchar`;
  },
};
