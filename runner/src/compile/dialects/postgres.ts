import { commaSeparated, indent, wrapped } from "../layout.ts";
import type { ObjectEntry, SqlDialect } from "./dialect.ts";
import { quoteIdentifier } from "./identifier.ts";
import { overChildren } from "./json-lines.ts";
import { likeEscape, likePattern } from "./like-pattern.ts";
import { maskString } from "./mask-string.ts";

/** PostgreSQL 14 or newer: before it `extract(epoch …)` was a float. The session is UTC. */
export const postgres: SqlDialect = {
  name: "postgres",
  version: 1,
  maxParameters: 65_535,

  sqlType(type) {
    switch (type.type) {
      case "string":
        return "text";
      case "integer":
        return "bigint";
      case "decimal":
        return "numeric";
      case "float64":
        return "double precision";
      case "instant":
      case "local":
        return "timestamptz";
      case "bytes":
        return "bytea";
      default:
        return type.type;
    }
  },
  decimalType: (precision, scale) => `numeric(${precision}, ${scale})`,
  bindBytes: (bytes, parameters, pii) => parameters.bind(`\\x${bytes.toString("hex")}`, "bytea", pii),

  // With a backslash the E form is the one reading that does not hang on standard_conforming_strings.
  literal: (text) => {
    const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
    return text.includes("\\") ? `E${quoted}` : quoted;
  },

  // A timestamp without a zone comes as it is: encoders read it as UTC.
  readInstant: (sql, stored) => (stored === "utc-naive" ? sql : postgres.toInstant(sql, stored)),
  toInstant: (sql, stored) => {
    if (stored === "utc-naive") return `(${sql} AT TIME ZONE 'UTC')`;
    if (stored === "instant") return sql;
    // Seconds and milliseconds apart: an interval is multiplied as a float, and would be inexact beyond the year 2255.
    // Whole seconds by subtraction, since a numeric's quotient has a fraction; neither takes text for a number.
    return `(TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * ((${sql} - ${sql} % 1000) / 1000) + INTERVAL '1 millisecond' * (${sql} % 1000))`;
  },
  duration: (from, to, unit) => `floor(extract(epoch FROM ${to} - ${from})${unit === "ms" ? " * 1000" : ""})::bigint`,

  byBytes: (sql) => `${sql} COLLATE "C"`,
  // Other types can't have a collation, so theirs is that of a text that is NULL.
  comparesRows: true,
  byBytesIfText: (sql) =>
    `CASE WHEN pg_typeof(${sql}) IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN ${sql}::text COLLATE "C" END, ${sql}`,
  matches: (sql, operator, text, parameters, pii) =>
    `${sql} LIKE ${parameters.bind(likePattern(operator, text), "text", pii)} ESCAPE '${likeEscape}'`,

  maskString,

  aggregatesJson: true,
  manyChildren: "sort-first",
  object: (entries) => asRow(entries),
  arrayOf: (value, rows, orderBy) =>
    overChildren(wrapped("json_agg(", value, ` ORDER BY ${orderBy.join(", ")})`), rows, "'[]'::json"),
  joined: (value, separator, orderBy) => `string_agg(${value}, ${postgres.literal(separator)} ORDER BY ${orderBy.join(", ")})`,
  mapOf: (key, value, rows) => overChildren(wrapped(`json_object_agg(${key}, `, value, ")"), rows, "'{}'::json"),
  nestedValue(sql, type) {
    if (type.type === "string" || type.type === "boolean") return sql;
    if (type.type === "json") return `${sql}::json`;
    return type.type === "bytes" ? `'\\x' || encode(${sql}, 'hex')` : `${sql}::text`;
  },
};

/**
 * An object as a row: a seventh cheaper for the server than `json_build_object`, which looks up the type of each argument
 * anew, and takes no more than 50 keys (docs/decisions/0013). The keys are names of columns: load allows 63 bytes there. Without
 * `.*` the name would be that of a column where a table or the object itself has one.
 */
function asRow(entries: readonly ObjectEntry[]): readonly string[] {
  const columns = entries.map(([key, value]) => wrapped("", value, ` AS ${quoteIdentifier(key)}`));
  return ['(SELECT row_to_json("object".*) FROM (SELECT', ...indent(commaSeparated(columns)), ') AS "object")'];
}
