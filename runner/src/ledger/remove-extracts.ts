import type { Transaction } from "kysely";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/** Its document is gone: nothing comes due any more, what is owed is given up, outputs stay. */
export async function removeExtracts(ledger: Ledger, db: Transaction<Tables>, names: readonly string[]): Promise<void> {
  await db
    .updateTable("extracts")
    .set({ removed_at: ledger.now(), next_due_at: null, refused: null, texts: "[]" })
    .where("name", "in", names)
    .where("removed_at", "is", null)
    .execute();
  await giveUp(ledger, db, names, removed);
}

/** What was under way when a document went, and came to be owed again when it failed. */
export async function giveUpOfRemoved(ledger: Ledger): Promise<void> {
  await ledger.write(async (db) => {
    const rows = await db
      .selectFrom("extracts")
      .select("name")
      .where("removed_at", "is not", null)
      .where((column) =>
        column.exists(
          column
            .selectFrom("obligations")
            .select("obligations.id")
            .whereRef("obligations.extract", "=", "extracts.name")
            .where("obligations.state", "in", ["owed", "failed"]),
        ),
      )
      .execute();
    const names = rows.map(({ name }) => name);
    if (names.length > 0) await giveUp(ledger, db, names, removed);
  });
}

const removed: Reason = { code: "document-removed", message: "The extract's document was removed." };

/** Their documents are there again: what was given up because they were gone is owed as before. */
export async function oweAgain(ledger: Ledger, db: Transaction<Tables>, names: readonly string[]): Promise<void> {
  await db
    .updateTable("obligations")
    .set({ state: "owed", error_code: null, error_message: null, changed_at: ledger.now() })
    .where("extract", "in", names)
    .where("state", "=", "abandoned")
    .where("error_code", "=", removed.code)
    .execute();
}

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Abandons what is owed of some extracts and not under way. */
async function giveUp(ledger: Ledger, db: Transaction<Tables>, names: readonly string[], reason: Reason): Promise<void> {
  await db
    .updateTable("obligations")
    .set({ state: "abandoned", error_code: reason.code, error_message: reason.message, changed_at: ledger.now() })
    .where("extract", "in", names)
    .where("state", "in", ["owed", "failed"])
    .execute();
}
