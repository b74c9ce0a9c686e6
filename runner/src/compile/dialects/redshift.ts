import { checkText } from "../parameters.ts";
import type { SqlDialect } from "./dialect.ts";
import { calledWith } from "./json-lines.ts";
import { likeEscape, likePattern } from "./like-pattern.ts";

/**
 * Amazon Redshift. The session is UTC. Quoted names fold to lower case unless the session says otherwise, and names come back
 * folded, so results are read by position. Casts name their length or digits: bare `varchar` holds 256 bytes, bare `numeric` no
 * fraction. There is no type for uuids: they are lower-case text.
 */
export const redshift: SqlDialect = {
  name: "redshift",
  version: 1,
  maxParameters: 32_767,

  sqlType(type) {
    switch (type.type) {
      case "string":
        return "varchar(65535)";
      case "integer":
        return "bigint";
      case "decimal":
        return redshift.decimalType(type.precision, type.scale);
      case "float64":
        return "double precision";
      case "instant":
      case "local":
        return "timestamptz";
      case "uuid":
        return "varchar(36)";
      case "bytes":
        return "varbyte";
      case "json":
        return "super";
      default:
        return type.type;
    }
  },
  decimalType: (precision, scale) => `decimal(${precision}, ${scale})`,
  bindBytes: (bytes, parameters, pii) => `from_hex(${parameters.bind(bytes.toString("hex"), "varchar(65535)", pii)})`,

  // A backslash always escapes, and there is no E form: both are doubled, or `\'` would end the literal.
  literal: (text) => {
    checkText(text, "A value of the filter");
    return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
  },

  readInstant: (sql, stored) => (stored === "utc-naive" ? sql : redshift.toInstant(sql, stored)),
  toInstant: (sql, stored) => {
    if (stored === "utc-naive") return `(${sql} AT TIME ZONE 'UTC')`;
    if (stored === "instant") return sql;
    const timestamp = `TIMESTAMP 'epoch' + (${sql} / 1000) * INTERVAL '1 second' + (${sql} % 1000) * INTERVAL '1 millisecond'`;
    return `((${timestamp}) AT TIME ZONE 'UTC')`;
  },
  // DATEDIFF counts the boundaries crossed: of microseconds that is the exact number.
  duration: (from, to, unit) => `floor(datediff(us, ${from}, ${to}) / ${unit === "ms" ? "1000.0" : "1000000.0"})::bigint`,

  byBytes: (sql) => sql,
  comparesRows: false,
  byBytesIfText: (sql) => sql,
  // A bound pattern with ESCAPE is refused ("like_escape(text,text) not supported"). A literal lets zone maps serve, but would
  // show what is compared with personal data in the query's text: that is bound, and compared without a pattern.
  matches(sql, operator, text, parameters, pii) {
    if (!pii) return `${sql} LIKE ${redshift.literal(likePattern(operator, text))} ESCAPE '${likeEscape}'`;
    if (text === "") return `${sql} IS NOT NULL`;
    const bound = parameters.bind(text, "varchar(65535)", pii);
    if (operator === "contains") return `strpos(${sql}, ${bound}) > 0`;
    // Characters are code points. Not `=`, for which blanks at the end may not count.
    return `strpos(${operator === "startsWith" ? "left" : "right"}(${sql}, ${[...text].length}), ${bound}) = 1`;
  },

  maskString(sql, mask) {
    if (mask === "full") return `CASE WHEN ${sql} IS NOT NULL THEN '***' END`;
    // `p` is the Perl dialect, which reads the escapes; the literal halves the backslashes.
    if (mask === "redact") return `regexp_replace(${sql}, '[^ \\\\t\\\\n\\\\r\\\\f\\\\v]', '*', 1, 'p')`;
    return `CASE WHEN len(${sql}) > 4 THEN '***' || right(${sql}, 4) WHEN ${sql} IS NOT NULL THEN '***' END`;
  },

  aggregatesJson: false,
  object: (entries) => calledWith("object", redshift.literal, entries),
  arrayOf: refuse,
  joined: refuse,
  mapOf: refuse,
  // Dates, times and bytes can't stand in SUPER; numbers keep their digits as text.
  nestedValue(sql, type) {
    if (type.type === "string" || type.type === "boolean") return sql;
    return type.type === "bytes" ? `'\\\\x' || to_hex(${sql})` : `${sql}::varchar(256)`;
  },
};

function refuse(): never {
  throw new TypeError("Amazon Redshift has no JSON aggregate.");
}
