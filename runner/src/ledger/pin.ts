import type { Ledger } from "./ledger.ts";

/** Pins an output, which retention then leaves alone, or lets it go. False when it has no files any more. */
export async function pinOutput(ledger: Ledger, id: string, by: string | undefined): Promise<boolean> {
  const row = await ledger.write((db) =>
    db
      .updateTable("outputs")
      .set(by === undefined ? { pinned_at: null, pinned_by: null } : { pinned_at: ledger.now(), pinned_by: by })
      .where("id", "=", id)
      .where("state", "<>", "deleted")
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}
