import { type RawBuilder, sql } from "kysely";

/** Whether one of the columns holds a text, without regard to case; what it holds is no pattern. */
export function holdsText(text: string, ...columns: readonly [string, ...string[]]): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const each = columns.map((column) => sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}
