import type { Transaction } from "kysely";
import type { ScheduledWindow } from "../schedule/frontier.ts";
import { type Gap, without } from "../schedule/missing-windows.ts";
import { windowKind } from "../schedule/runs.ts";
import { type ExtractRecord, findExtractRow } from "./extracts.ts";
import { insertWindows, owedRow, stretchRow, urgencySpacingMs, type WindowOwner } from "./insert-windows.ts";
import type { Ledger } from "./ledger.ts";
import { lockExtract } from "./lock-extract.ts";
import { findMissing, type LackRow, later, type MissingInLedger, type MissingRequest } from "./missing.ts";
import type { ObligationState, Tables } from "./tables.ts";

/** The windows to make owed, and who asks. */
export interface BackfillRequest extends MissingRequest {
  readonly definitionHash: string;
  /** A user's name. */
  readonly by: string;
  /** Only says what it would do. */
  readonly dryRun?: boolean;
}

/** The windows that were made owed, or would be. */
export interface BackfillResult {
  /** In order. */
  readonly windows: readonly (ScheduledWindow & { readonly why: "never made" | ObligationState })[];
  /** How many are missing besides. */
  readonly more: number;
}

/**
 * Makes the windows owed that are missing in a range: those before the first one of all, which moves `covered_from` back; those
 * of stretches that were skipped; those that were cancelled or skipped; with `failed`, those that failed or were abandoned. What
 * was published, and what a run found empty, is left alone. Errors: schedule-range-long, schedule-range-before-start.
 */
export async function backfill(ledger: Ledger, request: BackfillRequest): Promise<BackfillResult> {
  const now = await ledger.time();
  if (request.dryRun === true) {
    const extract = await findExtractRow(ledger, request.extract);
    return answer(await ledger.read((db) => findMissing(db, request, extract, now)));
  }
  return ledger.writeUnique(async (db) => {
    const extract = await lockExtract(db, request.extract);
    const found = await findMissing(db, request, extract, now);
    await apply(ledger, db, request, extract, found, now);
    return answer(found);
  });
}

async function apply(
  ledger: Ledger,
  db: Transaction<Tables>,
  request: BackfillRequest,
  extract: ExtractRecord | undefined,
  found: MissingInLedger,
  now: string,
): Promise<void> {
  if (found.windows.length === 0) return;
  const owner = { extract: request.extract, definitionHash: request.definitionHash, requester: request.by };
  const base = await urgentAfter(db, request.extract, now);
  const urgentAt = (index: number) =>
    new Date(Date.parse(base) + (found.windows.length - index) * urgencySpacingMs).toISOString();

  const rows = [...leftOut(ledger, request, extract, found, now)];
  for (const [index, { gap, ...window }] of found.windows.entries()) {
    const { row } = gap;
    if (row !== undefined && gap.whole !== undefined)
      await oweAgain(ledger, db, owner, row, { now, urgentAt: urgentAt(index) });
    else rows.push(owedRow(ledger, owner, window, { dueAt: now, urgentAt: urgentAt(index), reason: "backfill" }));
  }
  for (const { row } of new Set(found.windows.map(({ gap }) => gap))) {
    if (row?.stretch) await db.deleteFrom("obligations").where("id", "=", row.id).execute();
  }
  await insertWindows(db, rows);
  const [first] = found.windows.filter(({ gap }) => gap.why === "never made");
  if (first !== undefined) {
    await db
      .updateTable("extracts")
      .set({ covered_from: first.window.start, frontier: found.frontier })
      .where("name", "=", request.extract)
      .execute();
  }
  await ledger.notify(db);
}

/** The stretches that stay skipped: what is left of one that was cut, and what lies between a range and the windows after it. */
function* leftOut(
  ledger: Ledger,
  { schedule, by, definitionHash }: BackfillRequest,
  extract: ExtractRecord | undefined,
  { windows, covered, coveredFrom }: MissingInLedger,
  now: string,
) {
  if (extract === undefined) return;
  const stretch = ({ start, end }: Gap, requester: string, reason: string) =>
    stretchRow(
      ledger,
      { extract: extract.name, definitionHash, requester },
      { kind: windowKind(schedule), window: { start, end, timezone: schedule.timezone }, reason },
      now,
    );
  for (const [gap, its] of Map.groupBy(windows, ({ gap }) => gap)) {
    if (!gap.row?.stretch) continue;
    const { requester, reason } = gap.row;
    for (const rest of without(
      gap,
      its.map(({ window }) => window),
    ))
      yield stretch(rest, requester, reason ?? "");
  }
  const made = windows.filter(({ gap }) => gap.why === "never made").map(({ window }) => window);
  if (made.length === 0) return;
  const dealtWith = [...made, ...covered].sort((one, other) => (one.start < other.start ? -1 : 1));
  const before = { start: made[0]!.start, end: coveredFrom };
  for (const rest of without(before, dealtWith)) yield stretch(rest, by, "left out by a backfill");
}

/** A window that was given up is owed again, with its bounds and all its tries. */
async function oweAgain(
  ledger: Ledger,
  db: Transaction<Tables>,
  { definitionHash, requester }: WindowOwner,
  { id, state }: LackRow,
  { now, urgentAt }: { readonly now: string; readonly urgentAt: string },
): Promise<void> {
  await db
    .updateTable("obligations")
    .set({
      state: "owed",
      tries: 0,
      requester,
      reason: `backfill; was ${state}`,
      definition_hash: definitionHash,
      next_try_at: now,
      due_at: now,
      urgent_at: urgentAt,
      error_code: null,
      error_message: null,
      changed_at: ledger.now(),
    })
    .where("id", "=", id)
    .where("state", "=", state)
    .execute();
}

/** Behind everything that the extract owes already: a backfill never holds up what is due. */
async function urgentAfter(db: Transaction<Tables>, extract: string, now: string): Promise<string> {
  const { last } = await db
    .selectFrom("obligations")
    .select((column) => column.fn.max("urgent_at").as("last"))
    .where("extract", "=", extract)
    .where("state", "=", "owed")
    .executeTakeFirstOrThrow();
  return later(now, last ?? now);
}

function answer({ windows, more }: MissingInLedger): BackfillResult {
  return { windows: windows.map(({ gap, kind, window, due }) => ({ kind, window, due, why: gap.why })), more };
}
