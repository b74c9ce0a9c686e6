import type { Mask } from "../../load/project-documents.ts";

/** SQL that masks a text, as DuckDB and PostgreSQL both write it. */
export function maskString(sql: string, mask: Mask): string {
  if (mask === "full") return `CASE WHEN ${sql} IS NOT NULL THEN '***' END`;
  if (mask === "redact") return `regexp_replace(${sql}, '[^ \\t\\n\\r\\f\\v]', '*', 'g')`;
  return `CASE WHEN length(${sql}) > 4 THEN '***' || right(${sql}, 4) WHEN ${sql} IS NOT NULL THEN '***' END`;
}
