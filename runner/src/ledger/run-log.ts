import { sql } from "kysely";
import type { Ledger } from "./ledger.ts";

/** A line of a run's log: free of secrets and personal data, as every message is. */
export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** A line that is written later than what it tells of. */
export interface PastEntry extends LogEntry {
  /** When that happened, as `performance.now()` of this process. */
  readonly happenedAt: number;
}

/** An entry, with its time. */
export interface LogLine extends LogEntry {
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** Adds lines to a run's log, in their order, behind what stands there; with the ledger's time at which each happened. */
export async function appendLog(
  ledger: Ledger,
  attemptId: string,
  entries: readonly (LogEntry | PastEntry | LogLine)[],
): Promise<void> {
  if (entries.length === 0) return;
  await ledger.writeUnique(async (db) => {
    const { last } = await db
      .selectFrom("run_log")
      .select(sql<number>`coalesce(max(line), 0)`.as("last"))
      .where("attempt_id", "=", attemptId)
      .executeTakeFirstOrThrow();
    const clock = performance.now();
    const rows = entries.map(({ level, message, ...entry }, index) => ({
      attempt_id: attemptId,
      line: last + index + 1,
      at: "at" in entry ? entry.at : ledger.now("happenedAt" in entry ? Math.round(entry.happenedAt - clock) : 0),
      level,
      message,
    }));
    await db.insertInto("run_log").values(rows).execute();
  });
}

/** The log of a run, in order. */
export async function readLog(ledger: Ledger, attemptId: string): Promise<readonly LogLine[]> {
  return ledger.read((db) =>
    db.selectFrom("run_log").select(["at", "level", "message"]).where("attempt_id", "=", attemptId).orderBy("line").execute(),
  );
}
