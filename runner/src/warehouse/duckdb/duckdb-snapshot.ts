import { duckdbText } from "../../format/duckdb-canonical.ts";
import type { Snapshot, SourceColumn } from "../warehouse.ts";
import type { DuckdbSession } from "./duckdb-session.ts";

/** What can be asked in a session's transaction, whose own query has these columns. */
export function duckdbSnapshot(session: DuckdbSession, columns: readonly SourceColumn[]): Snapshot {
  return {
    columns,
    describe: (query) => session.describe(query),
    async ask(query) {
      const answer = await session.describe(query);
      const texts = answer.map(({ type }, i) => duckdbText(type, `c${i}`));
      const names = answer.map((_, i) => `c${i}`).join(", ");
      // DuckDB keeps the order of a subquery's ORDER BY.
      const rows = await session.rows(`SELECT ${texts.join(", ")} FROM (\n${query.sql}\n) AS answer(${names})`, query);
      return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    },
  };
}
