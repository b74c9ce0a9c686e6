import type { Transaction } from "kysely";
import { answerWithin } from "./export-days.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";
import type { Output } from "./records.ts";
import type { Tables } from "./tables.ts";

/**
 * Decides that an output's files are removed, before the first of them is: from then on no day can be pointed at it, also when the
 * removal breaks off. With `spareAnswer` not if a day is answered by it, or will be. `gone`: it has no files any more. Errors:
 * ledger-*.
 */
export async function beginDeletion(
  ledger: Ledger,
  output: Output,
  { spareAnswer }: { readonly spareAnswer: boolean },
): Promise<"begun" | "answers" | "gone"> {
  return ledger.write(async (db) => {
    if (!(await lockOutput(db, output))) return "gone";
    // Nothing else can answer a date.
    if (output.kind !== "Daily") return "begun";
    if (spareAnswer && (await answerWithin(db, output, { yet: true })) === output.id) return "answers";
    await db
      .insertInto("marks")
      .values({ name: markOf(output.id), value: "begun" })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
    return "begun";
  });
}

/** Records that an output's files were removed. Its window does not become owed again. False when it was not published. */
export async function markDeleted(ledger: Ledger, outputId: string): Promise<boolean> {
  return ledger.write(async (db) => {
    const row = await db
      .updateTable("outputs")
      .set({ state: "deleted", deleted_at: ledger.now() })
      .where("id", "=", outputId)
      .where("state", "=", "published")
      .returning("id")
      .executeTakeFirst();
    await db.deleteFrom("marks").where("name", "=", markOf(outputId)).execute();
    return row !== undefined;
  });
}

/** Whether its files are being removed, or were half. Ask under its lock. */
export async function isBeingDeleted(db: Transaction<Tables>, outputId: string): Promise<boolean> {
  const mark = await db.selectFrom("marks").select("name").where("name", "=", markOf(outputId)).executeTakeFirst();
  return mark !== undefined;
}

/**
 * Locks a published output and its extract until the change ends: whoever decides what a day is answered by, or what is removed,
 * does so one after the other. False when it is not published. An extract that the ledger has no row of has its outputs' locks.
 */
export async function lockOutput(db: Transaction<Tables>, { id, extract }: Pick<Output, "id" | "extract">): Promise<boolean> {
  await lockExtract(db, extract);
  const row = await db
    .updateTable("outputs")
    .set((column) => ({ state: column.ref("state") }))
    .where("id", "=", id)
    .where("state", "=", "published")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

function markOf(outputId: string): string {
  return `deleting:${outputId}`;
}
