import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";

/** Records an extract as applied at the ledger's time, as reconciliation does; the scheduler is to look at it at once. */
export async function applyExtract(ledger: Ledger, name: string, definitionHash = "d"): Promise<void> {
  const applied = { kind: "scheduled", definition_hash: definitionHash, enabled: 1, removed_at: null } as const;
  await ledger.write((db) =>
    db
      .insertInto("extracts")
      .values({
        ...applied,
        name,
        owner: "amy",
        product: "p",
        warehouse: "w",
        document_hash: "d",
        texts: "[]",
        first_applied_at: ledger.now(),
        applied_at: ledger.now(),
        next_due_at: ledger.now(),
      })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ ...applied, next_due_at: ledger.now() }))
      .execute(),
  );
}

/** The windows and stretches of an extract in order, in short: `owed Daily 2026-11-20T00:00 2026-11-21T00:00`. */
export async function windowsOf(ledger: Ledger, extract: string): Promise<readonly string[]> {
  const rows = (await listObligations(ledger, { extract })).filter(({ purpose }) => purpose === "window");
  return rows.map(({ state, kind, window }) => `${state} ${kind} ${window.start.slice(0, 16)} ${window.end.slice(0, 16)}`);
}

/** Throws unless the windows and stretches of an extract lead without gap or overlap from one instant to the other. */
export async function checkCoverage(ledger: Ledger, extract: string, from: string, to: string): Promise<number> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select(["window_start", "window_end"])
      .where("extract", "=", extract)
      .where("purpose", "=", "window")
      .orderBy("window_start")
      .execute(),
  );
  let reached = from;
  for (const { window_start, window_end } of rows) {
    if (window_start !== reached) throw new Error(`${extract}: ${window_start} follows ${reached}`);
    reached = window_end;
  }
  if (reached !== to) throw new Error(`${extract}: covered up to ${reached}, the frontier is ${to}`);
  return rows.length;
}
