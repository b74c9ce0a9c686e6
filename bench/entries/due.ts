/**
 * How long one look at what is due takes, of 100,000 owed windows: `due.ts LEDGER EXTRACTS`. A row of a table: all of them free, the
 * same after ANALYZE, all but one extract at a full warehouse, and all but one paused.
 */
import { sql } from "kysely";
import { dueObligations } from "../../runner/src/ledger/due.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { fillOwed } from "../fill-owed.ts";

const [place = "", count = "1"] = process.argv.slice(2);
const extracts = Number(count);
await using ledger = await openLedger(place);
await fillOwed(ledger, extracts, 100_000);

const looks: string[] = [await look()];
await ledger.read((db) => sql`analyze`.execute(db));
looks.push(await look());
looks.push(await look({ exceptWarehouses: ["busy"] }));
await ledger.write((db) =>
  db.updateTable("extracts").set({ paused_at: ledger.now() }).where("warehouse", "=", "busy").execute(),
);
looks.push(await look());
console.log(`| ${extracts.toLocaleString("en")} | ${looks.join(" | ")} |`);

/** The median of 21, in milliseconds. */
async function look(query: { readonly exceptWarehouses?: readonly string[] } = {}): Promise<string> {
  const times: number[] = [];
  for (let turn = 0; turn < 21; turn++) {
    const startedAt = performance.now();
    await dueObligations(ledger, { limit: 64, ...query });
    times.push(performance.now() - startedAt);
  }
  return (times.sort((one, other) => one - other)[10] ?? 0).toFixed(1);
}
