import { setImmediate } from "node:timers/promises";
import { type InsertObject, sql, type Transaction } from "kysely";
import type { ScheduledWindow, SkippedStretch } from "../schedule/frontier.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";

/** Between two windows of a catch-up or backfill; see docs/decisions/0007-frontier.md. */
export const urgencySpacingMs = 60_000;

/** What the windows of one extract have in common. */
export interface WindowOwner {
  readonly extract: string;
  readonly definitionHash: string;
  /** Who wants them: `schedule`, or a user's name. */
  readonly requester: string;
}

type Row = InsertObject<Tables, "obligations">;

/** A window that is owed from `dueAt` on and worked off in the order of `urgentAt`. */
export function owedRow(
  ledger: Ledger,
  owner: WindowOwner,
  { kind, window }: Pick<ScheduledWindow, "kind" | "window">,
  times: { readonly dueAt: string; readonly urgentAt: string; readonly reason?: string },
): Row {
  return {
    ...common(ledger, owner, times.dueAt, times.urgentAt),
    kind,
    window_start: window.start,
    window_end: window.end,
    timezone: window.timezone,
    reason: times.reason ?? null,
    state: "owed",
  };
}

/** A stretch that is passed over. */
export function stretchRow(ledger: Ledger, owner: WindowOwner, { kind, window, reason }: SkippedStretch, at: string): Row {
  return {
    ...common(ledger, owner, at, at),
    kind,
    window_start: window.start,
    window_end: window.end,
    timezone: window.timezone,
    reason,
    state: "skipped",
    stretch: 1,
  };
}

function common(ledger: Ledger, { extract, definitionHash, requester }: WindowOwner, dueAt: string, urgentAt: string) {
  return {
    id: newId(),
    purpose: "window",
    extract,
    requester,
    definition_hash: definitionHash,
    epoch: 0,
    tries: 0,
    next_try_at: dueAt,
    due_at: dueAt,
    urgent_at: urgentAt,
    created_at: ledger.now(),
    changed_at: ledger.now(),
  } as const;
}

/** Far below the number of values that either engine takes in one statement. */
const mostRows = 500;

/**
 * Records windows. One that is there already, because somebody ran it before its time, stays as it is: it is the same debt.
 * An id that is taken is refused, so that the change is made again with others (`writeUnique`).
 */
export async function insertWindows(db: Transaction<Tables>, rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += mostRows) {
    // SQLite answers in the same turn of the event loop: others come in between.
    if (from > 0) await setImmediate();
    await db
      .insertInto("obligations")
      .values(rows.slice(from, from + mostRows))
      .onConflict((conflict) =>
        conflict
          .columns(["extract", "kind", "window_start", "window_end"])
          .where("purpose", "=", sql.lit("window"))
          .doNothing(),
      )
      .execute();
  }
}
