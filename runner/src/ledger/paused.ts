import type { Ledger } from "./ledger.ts";

/** Under this name a restore pauses; nothing else of such an extract runs either, until adopt or a person lets it go on. */
export const restorer = "restore";

/** The names of the extracts whose schedules are paused. */
export async function pausedExtracts(ledger: Ledger): Promise<ReadonlySet<string>> {
  const rows = await ledger.read((db) => db.selectFrom("extracts").select("name").where("paused_at", "is not", null).execute());
  return new Set(rows.map(({ name }) => name));
}
