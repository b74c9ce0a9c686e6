import type { ResolvedSchedule } from "../load/project-documents.ts";
import { firstFrontier, passOver } from "../schedule/frontier.ts";
import { isUnbegun } from "./advance-frontier.ts";
import { type ExtractRecord, extractOf } from "./extracts.ts";
import { insertWindows, stretchRow } from "./insert-windows.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";

/** Who pauses, and why. */
export interface Pause {
  /** A user's name. */
  readonly by: string;
  readonly reason?: string;
}

/**
 * Pauses an extract's schedule: nothing new comes to be owed, and its windows that are owed wait. One that is paused already
 * stays as it is. Undefined when the ledger has never seen the extract.
 */
export async function pauseExtract(ledger: Ledger, name: string, { by, reason }: Pause): Promise<ExtractRecord | undefined> {
  return ledger.write(async (db) => {
    const extract = await lockExtract(db, name);
    if (extract === undefined || extract.pausedAt !== undefined) return extract;
    const row = await db
      .updateTable("extracts")
      .set({ paused_at: ledger.now(), paused_by: by, pause_reason: reason ?? null, next_due_at: null })
      .where("name", "=", name)
      .returningAll()
      .executeTakeFirstOrThrow();
    return extractOf(row);
  });
}

/**
 * Lets a paused schedule go on. What came due meanwhile follows `catchup` when the scheduler looks; with `skip` it is skipped
 * here and now. One that is not paused stays as it is. Undefined when the ledger has never seen the extract.
 */
export async function resumeExtract(
  ledger: Ledger,
  name: string,
  skip?: { readonly schedule: ResolvedSchedule; readonly by: string },
): Promise<ExtractRecord | undefined> {
  const now = await ledger.time();
  return ledger.writeUnique(async (db) => {
    const extract = await lockExtract(db, name);
    if (extract?.pausedAt === undefined) return extract;
    const passed = skip === undefined ? undefined : passOverPause(extract, skip, now);
    if (passed?.skip !== undefined) {
      const owner = { extract: name, definitionHash: extract.definitionHash, requester: "schedule" };
      await insertWindows(db, [stretchRow(ledger, owner, passed.skip, now)]);
    }
    const row = await db
      .updateTable("extracts")
      .set({
        paused_at: null,
        paused_by: null,
        pause_reason: null,
        // Looked at as soon as may be: what is due then says the schedule.
        next_due_at: extract.enabled && extract.removedAt === undefined ? ledger.now() : null,
        ...(passed !== undefined && { frontier: passed.frontier }),
        ...(passed !== undefined && isUnbegun(extract) && { covered_from: passed.from }),
      })
      .where("name", "=", name)
      .returningAll()
      .executeTakeFirstOrThrow();
    await ledger.notify(db);
    return extractOf(row);
  });
}

function passOverPause(extract: ExtractRecord, { schedule, by }: { schedule: ResolvedSchedule; by: string }, now: string) {
  const from = isUnbegun(extract) ? firstFrontier(schedule, extract.firstAppliedAt) : extract.frontier!;
  return passOver(schedule, from, now, `paused; ${by} went on without it`);
}
