/**
 * Works on a backlog for some seconds and says how fast, and who had to wait: `dispatch.ts LEDGER FOLDER [SECONDS]`. The runs
 * read no rows and skip their windows, so that what is measured is the ledger and the order of the work.
 */
import { setTimeout } from "node:timers/promises";
import { Worker } from "../../runner/src/daemon/worker/worker.ts";
import { insertWindows, owedRow, urgencySpacingMs } from "../../runner/src/ledger/insert-windows.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { applyDocuments, daily, extractText, workerContext } from "../../test/daemon/worker-context.ts";
import { MemoryWarehouse } from "../../test/execute/memory-warehouse.ts";

const [place = "", folder = "", seconds = "15"] = process.argv.slice(2);
/** 989 extracts with 80 windows each, one with 20,000, and ten whose windows come due while the others are worked off. */
const backlog = Array.from({ length: 989 }, (_, index) => `backlog ${index}`);
const [windowsEach, huge, hugeWindows] = [80, "huge", 20_880];
/** How long filling may take, so that the second windows of the backlog are not urgent before the work begins. */
const fillingMs = 600_000;
const fresh = Array.from({ length: 10 }, (_, index) => `fresh ${index}`);

await using ledger = await openLedger(place);
const texts = [...backlog, huge, ...fresh].map((name) =>
  extractText(name, daily).replace("compress: none", "compress: none, empty: skip"),
);
const { context, parts } = workerContext({ ledger, folder, extracts: texts.join(""), maxQueries: 8 });
await using _ = parts;
await applyDocuments(context);
const began = await ledger.time();
for (const name of backlog) await owe(name, windowsEach, began);
await owe(huge, hugeWindows, began);
const total = await count(["owed"]);

const warehouse = new MemoryWarehouse(["id", "caller"], []);
const worker = new Worker({ ...context, warehouse: async () => warehouse }, { concurrency: 8 });
const startedAt = performance.now();
await worker.start();
for (let second = 0; second < Number(seconds); second++) {
  for (const name of fresh) await owe(name, 1, await ledger.time(), second);
  await setTimeout(1_000);
}
await worker.stop(AbortSignal.timeout(10_000));
const elapsed = (performance.now() - startedAt) / 1000;

const done = await count(["skipped"]);
const waits = await waitsOf(fresh);
const perExtract = await donePer();
const backlogDone = backlog.map((name) => perExtract.get(name) ?? 0);
console.log(`${total} windows of ${backlog.length + 1} extracts were owed; ${(done / elapsed).toFixed(0)} runs a second (claim, run, end, log).

| extracts | windows each | worked off, each | wait from due to claim |
|---|---:|---:|---:|
| ${fresh.length}, one more window each second | ${seconds} | ${Math.min(...fresh.map((name) => perExtract.get(name) ?? 0))} to ${Math.max(...fresh.map((name) => perExtract.get(name) ?? 0))} | median ${middle(waits)} ms, longest ${waits.at(-1)} ms |
| ${backlog.length} with a backlog | ${windowsEach} | ${Math.min(...backlogDone)} to ${Math.max(...backlogDone)} | |
| one with a huge backlog | ${hugeWindows} | ${perExtract.get(huge) ?? 0} | |`);

/** Windows of a catch-up as the scheduler makes them: the first urgent now, each further one a little later. */
async function owe(extract: string, windows: number, at: string, from = 0): Promise<void> {
  const owner = { extract, definitionHash: "d", requester: "schedule" };
  for (let first = 0; first < windows; first += 1_000) {
    const indexes = Array.from({ length: Math.min(1_000, windows - first) }, (_, index) => first + index);
    // Of so many ids a second some are the same: then all are made anew.
    await ledger.writeUnique(async (db) => {
      const rows = indexes.map((index) => {
        const day = (number: number) => new Date(Date.UTC(1950, 0, 1 + from + number)).toISOString();
        const window = { start: day(index), end: day(index + 1), timezone: "UTC" };
        const urgentAt = new Date(Date.parse(at) + (index === 0 ? 0 : fillingMs + index * urgencySpacingMs)).toISOString();
        return owedRow(ledger, owner, { kind: "Daily", window }, { dueAt: at, urgentAt });
      });
      await insertWindows(db, rows);
      await ledger.notify(db);
    });
  }
}

async function count(states: readonly ("owed" | "skipped")[]): Promise<number> {
  const row = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select((column) => column.fn.countAll().as("count"))
      .where("state", "in", states)
      .executeTakeFirstOrThrow(),
  );
  return Number(row.count);
}

/** Sorted. */
async function waitsOf(extracts: readonly string[]): Promise<readonly number[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .innerJoin("obligations", "obligations.id", "attempts.obligation_id")
      .select(["obligations.due_at", "attempts.started_at"])
      .where("attempts.extract", "in", extracts)
      .execute(),
  );
  return rows.map(({ due_at, started_at }) => Date.parse(started_at) - Date.parse(due_at)).sort((one, other) => one - other);
}

async function donePer(): Promise<ReadonlyMap<string, number>> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select((column) => ["extract", column.fn.countAll().as("count")])
      .where("state", "=", "skipped")
      .groupBy("extract")
      .execute(),
  );
  return new Map(rows.map((row) => [row.extract, Number(row.count)]));
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
