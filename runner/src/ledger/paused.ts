import type { Ledger } from "./ledger.ts";

/** The names of the extracts whose schedules are paused. */
export async function pausedExtracts(ledger: Ledger): Promise<ReadonlySet<string>> {
  const rows = await ledger.read((db) => db.selectFrom("extracts").select("name").where("paused_at", "is not", null).execute());
  return new Set(rows.map(({ name }) => name));
}
