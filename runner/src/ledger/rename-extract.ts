import type { Transaction } from "kysely";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/** An extract's document has the same `id` and another name. No row has the new name, but for one that is renamed, too. */
export interface ExtractRename {
  readonly from: string;
  readonly to: string;
}

/** Gives extracts their new names, with frontier, history and what is owed. Names may change places. */
export async function renameExtracts(
  ledger: Ledger,
  db: Transaction<Tables>,
  renames: readonly ExtractRename[],
): Promise<void> {
  const taken = new Set(renames.map(({ from }) => from));
  const aside = renames.map(({ from, to }, index) => ({ from, to, between: taken.has(to) ? `~${index}` : from }));
  for (const { from, between } of aside) if (between !== from) await rename(ledger, db, from, between);
  for (const { between, to } of aside) await rename(ledger, db, between, to);
}

async function rename(ledger: Ledger, db: Transaction<Tables>, from: string, to: string): Promise<void> {
  await db.updateTable("extracts").set({ name: to }).where("name", "=", from).execute();
  if (await hasHistory(db, to)) return moveOwed(ledger, db, from, to);
  // Attempts first, as whoever ends one does: else each could wait for the other.
  for (const table of ["attempts", "obligations", "outputs"] as const) {
    await db.updateTable(table).set({ extract: to }).where("extract", "=", from).execute();
  }
  await db.updateTable("attempts").set({ exclusive: to }).where("exclusive", "=", from).execute();
}

/** Somebody had the name before, and what he published stays his: only what is owed moves, unless that window was his, too. */
async function moveOwed(ledger: Ledger, db: Transaction<Tables>, from: string, to: string): Promise<void> {
  // What was given up with a document that is there again, too: it is owed as soon as the extract is written.
  const debts = () =>
    db
      .updateTable("obligations")
      .where("extract", "=", from)
      .where((column) =>
        column.or([
          column("state", "in", ["owed", "failed"]),
          column.and([column("state", "=", "abandoned"), column("error_code", "=", "document-removed")]),
        ]),
      );
  await debts()
    .set({ extract: to })
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("obligations as other")
            .select("other.id")
            .where("other.extract", "=", to)
            .where("other.purpose", "=", "window")
            .whereRef("other.kind", "=", "obligations.kind")
            .whereRef("other.window_start", "=", "obligations.window_start")
            .whereRef("other.window_end", "=", "obligations.window_end"),
        ),
      ),
    )
    .execute();
  const message = `The extract is called ${JSON.stringify(to)} now, and one of that name had this window before.`;
  await debts()
    .set({ state: "abandoned", error_code: "document-renamed", error_message: message, changed_at: ledger.now() })
    .execute();
}

async function hasHistory(db: Transaction<Tables>, name: string): Promise<boolean> {
  for (const table of ["obligations", "attempts"] as const) {
    const row = await db.selectFrom(table).select("id").where("extract", "=", name).limit(1).executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}
