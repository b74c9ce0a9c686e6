import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";
import type { Output } from "./records.ts";

/**
 * Has an output answer its day from now on, in place of another of the same window. False when that one is not published any
 * more. Errors: ledger-*.
 */
export async function supersedeOutput(
  ledger: Ledger,
  {
    output,
    insteadOf,
    by,
    reason,
  }: { readonly output: Output; readonly insteadOf: string; readonly by: string; readonly reason: string },
): Promise<boolean> {
  return ledger.writeUnique(async (db) => {
    // One after the other; whoever speaks last is heard.
    await lockExtract(db, output.extract);
    const published = await db
      .selectFrom("outputs")
      .select("id")
      .where("id", "=", output.id)
      .where("state", "=", "published")
      .executeTakeFirst();
    if (published === undefined) return false;
    const last = await db
      .selectFrom("supersessions")
      .innerJoin("outputs", "outputs.id", "supersessions.output_id")
      .select((column) => column.fn.max("supersessions.number").as("number"))
      .where("outputs.extract", "=", output.extract)
      .where("outputs.window_start", "=", output.window.start)
      .where("outputs.window_end", "=", output.window.end)
      .executeTakeFirst();
    await db
      .insertInto("supersessions")
      .values({
        id: newId(),
        output_id: output.id,
        instead_of: insteadOf,
        number: Number(last?.number ?? 0) + 1,
        username: by,
        reason,
        at: ledger.now(),
      })
      .execute();
    return true;
  });
}
