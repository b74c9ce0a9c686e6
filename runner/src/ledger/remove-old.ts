import { idAt } from "./id.ts";
import { idempotencyMs } from "./idempotency.ts";
import type { Ledger } from "./ledger.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** How long the ledger keeps what it does not need for its promises. */
export const keptMs = {
  /** Answers to requests that may be repeated. */
  idempotency: idempotencyMs,
  /** Who did what. */
  audit: 400 * day,
  /** Lines of runs' logs. */
  runLog: 90 * day,
  /** Runners that are gone. */
  runners: 7 * day,
  /** Notices that were sent, or given up. */
  notices: 90 * day,
} as const;

/** Rows in one statement: others write meanwhile. */
const mostRows = 2_000;

/** Removes such rows; answers with how many. What is left when `signal` aborts goes the next time. Errors: ledger-*. */
export async function removeOld(ledger: Ledger, signal: AbortSignal): Promise<Readonly<Record<keyof typeof keptMs, number>>> {
  // Ids of attempts begin with their time, and lines are stored by id: the oldest are found without looking at the others.
  const oldestRun = idAt(Date.parse(await ledger.time()) - keptMs.runLog);
  return {
    idempotency: await inPortions(signal, () => removeIdempotency(ledger)),
    audit: await inPortions(signal, () => removeAudit(ledger)),
    runLog: await inPortions(signal, () => removeRunLog(ledger, oldestRun)),
    runners: await removeRunners(ledger),
    notices: await inPortions(signal, () => removeNotices(ledger)),
  };
}

async function inPortions(signal: AbortSignal, remove: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let removed = mostRows; removed === mostRows && !signal.aborted; total += removed) removed = await remove();
  return total;
}

async function removeIdempotency(ledger: Ledger): Promise<number> {
  const old = await ledger.read((db) =>
    db
      .selectFrom("idempotency")
      .select(["actor", "key"])
      .where("created_at", "<", ledger.now(-keptMs.idempotency))
      .limit(mostRows)
      .execute(),
  );
  for (const [actor, rows] of Map.groupBy(old, (row) => row.actor)) {
    const keys = rows.map(({ key }) => key);
    await ledger.write((db) => db.deleteFrom("idempotency").where("actor", "=", actor).where("key", "in", keys).execute());
  }
  return old.length;
}

async function removeAudit(ledger: Ledger): Promise<number> {
  const old = await ledger.read((db) =>
    db.selectFrom("audit").select("id").where("at", "<", ledger.now(-keptMs.audit)).orderBy("at").limit(mostRows).execute(),
  );
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) await ledger.write((db) => db.deleteFrom("audit").where("id", "in", ids).execute());
  return ids.length;
}

async function removeRunLog(ledger: Ledger, before: string): Promise<number> {
  const old = await ledger.read((db) =>
    db
      .selectFrom("run_log")
      .select("attempt_id")
      .distinct()
      .where("attempt_id", "<", before)
      .orderBy("attempt_id")
      .limit(mostRows)
      .execute(),
  );
  const ids = old.map(({ attempt_id }) => attempt_id);
  if (ids.length > 0) await ledger.write((db) => db.deleteFrom("run_log").where("attempt_id", "in", ids).execute());
  return ids.length;
}

async function removeRunners(ledger: Ledger): Promise<number> {
  const rows = await ledger.write((db) =>
    db.deleteFrom("runners").where("seen_at", "<", ledger.now(-keptMs.runners)).returning("id").execute(),
  );
  return rows.length;
}

async function removeNotices(ledger: Ledger): Promise<number> {
  const old = await ledger.read((db) =>
    db
      .selectFrom("notices")
      .select("id")
      .where("state", "in", ["sent", "failed"])
      .where("created_at", "<", ledger.now(-keptMs.notices))
      .limit(mostRows)
      .execute(),
  );
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) await ledger.write((db) => db.deleteFrom("notices").where("id", "in", ids).execute());
  return ids.length;
}
