import type { RunKind, Window } from "../schedule/window.ts";
import type { Ledger } from "./ledger.ts";

/**
 * The window of an extract, of its schedule or its own, that begins and ends so, with its kind, as the ledger knows it; what
 * became of it is all the same. Of several kinds the newest. A skipped stretch is no window. Errors: ledger-*.
 */
export async function findWindow(
  ledger: Ledger,
  extract: string,
  { start, end }: Pick<Window, "start" | "end">,
): Promise<{ readonly kind: RunKind; readonly window: Window } | undefined> {
  const row = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select(["kind", "timezone"])
      .where("extract", "=", extract)
      .where("kind", "<>", "Adhoc")
      .where("window_start", "=", start)
      .where("window_end", "=", end)
      .where((where) => where.or([where("stretch", "is", null), where("stretch", "=", 0)]))
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  return row === undefined ? undefined : { kind: row.kind, window: { start, end, timezone: row.timezone } };
}
