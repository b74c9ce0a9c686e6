import { insertWindows, owedRow } from "../runner/src/ledger/insert-windows.ts";
import type { Ledger } from "../runner/src/ledger/ledger.ts";

/**
 * Makes so many windows owed, in turn, of so many extracts at the warehouse `busy`, and last one window of the extract `free` at
 * the warehouse `idle`.
 */
export async function fillOwed(ledger: Ledger, extracts: number, windows: number): Promise<void> {
  const names = Array.from({ length: extracts }, (_, index) => `extract ${index}`);
  for (const some of slices([...names, "free"], 500)) {
    const rows = some.map((name) => ({
      name,
      kind: "scheduled" as const,
      owner: "amy",
      product: "p",
      warehouse: name === "free" ? "idle" : "busy",
      definition_hash: "d",
      texts: "[]",
      enabled: 1,
      first_applied_at: ledger.now(),
      applied_at: ledger.now(),
    }));
    await ledger.write((db) => db.insertInto("extracts").values(rows).execute());
  }
  for (const some of slices(
    Array.from({ length: windows }, (_, index) => index),
    1_000,
  )) {
    await ledger.writeUnique((db) =>
      insertWindows(
        db,
        some.map((index) => owed(ledger, names[index % extracts] ?? "", index)),
      ),
    );
  }
  await ledger.write((db) => insertWindows(db, [owed(ledger, "free", windows)]));
}

function owed(ledger: Ledger, extract: string, index: number) {
  const hour = (number: number) => new Date(Date.UTC(1970, 0, 1, number)).toISOString();
  const owner = { extract, definitionHash: "d", requester: "schedule" };
  const window = { start: hour(index), end: hour(index + 1), timezone: "UTC" };
  return owedRow(ledger, owner, { kind: "Cron", window }, { dueAt: hour(index), urgentAt: hour(index) });
}

function* slices<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
