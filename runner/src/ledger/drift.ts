import type { Ledger } from "./ledger.ts";

/** Rows that the last late check found more (or fewer) than were published, by output; unchecked ones are missing. */
export async function driftOf(ledger: Ledger, outputs: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (outputs.length === 0) return new Map();
  const rows = await ledger.read((db) =>
    db
      .selectFrom("late_checks")
      .select(["output_id", "drift"])
      .where("output_id", "in", outputs)
      .where("drift", "is not", null)
      .orderBy("checked_at")
      .execute(),
  );
  return new Map(rows.flatMap(({ output_id, drift }) => (drift === null ? [] : [[output_id, drift] as const])));
}
