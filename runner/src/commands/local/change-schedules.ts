import { definitionHash } from "../../compile/hashes.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { backfill as backfillWindows } from "../../ledger/backfill.ts";
import { pauseExtract, resumeExtract } from "../../ledger/pauses.ts";
import { skipWindows } from "../../ledger/skip.ts";
import { immediateWindow } from "../../schedule/immediate-window.ts";
import type { BackfillRequest, BackfillView, Range } from "../commands.ts";
import { wholeNumber } from "../paging.ts";
import type { Desk } from "./desk.ts";
import { scheduledFor } from "./scheduled.ts";

const defaultWindows = 1000;
const mostWindows = 10_000;

/** Errors: `extract-unknown`, `not-allowed`, `schedule-none`, `schedule-unapplied`. Answers with the extract's name. */
export async function pause(desk: Desk, name: string, reason: string | undefined): Promise<string> {
  const extract = scheduledFor(desk, name, "schedule.pause");
  const { ledger } = desk.estate;
  const by = { by: desk.caller.user, ...(reason === undefined ? {} : { reason }) };
  if ((await pauseExtract(ledger, extract.name, by)) === undefined) throw unapplied(extract.name);
  return extract.name;
}

/** Errors: `extract-unknown`, `not-allowed`, `schedule-none`, `schedule-unapplied`. Answers with the extract's name. */
export async function resume(desk: Desk, name: string, skip: boolean): Promise<string> {
  const extract = scheduledFor(desk, name, "schedule.resume");
  const { ledger } = desk.estate;
  const skipping = skip ? { schedule: extract.schedule, by: desk.caller.user } : undefined;
  if ((await resumeExtract(ledger, extract.name, skipping)) === undefined) throw unapplied(extract.name);
  desk.estate.wake();
  return extract.name;
}

/** Errors: `extract-unknown`, `not-allowed`, `schedule-none`, schedule-time-invalid, schedule-window-empty. */
export async function skip(desk: Desk, name: string, range: Range, reason: string | undefined): Promise<{ skipped: number }> {
  const extract = scheduledFor(desk, name, "schedule.skip");
  const { start, end } = immediateWindow(range, extract.timezone);
  const by = { by: desk.caller.user, ...(reason === undefined ? {} : { reason }) };
  return { skipped: await skipWindows(desk.estate.ledger, extract.name, { start, end }, by) };
}

/** Errors: `extract-unknown`, `not-allowed`, `schedule-none`, `query-invalid`, schedule-*. */
export async function backfill(desk: Desk, request: BackfillRequest): Promise<BackfillView> {
  const extract = scheduledFor(desk, request.extract, "schedule.backfill");
  const { start, end } = immediateWindow(request, extract.timezone);
  const limit = wholeNumber(request.limit ?? defaultWindows, "The most windows", mostWindows);
  const dryRun = request.dryRun === true;
  const found = await backfillWindows(desk.estate.ledger, {
    extract: extract.name,
    schedule: extract.schedule,
    definitionHash: definitionHash(extract),
    range: { start, end },
    by: desk.caller.user,
    failed: request.failed === true,
    dryRun,
    limit,
  });
  if (!dryRun && found.windows.length > 0) desk.estate.wake();
  const windows = found.windows.map(({ kind, window, why }) => ({ kind, window, why }));
  return { extract: extract.name, windows, more: found.more, dryRun };
}

function unapplied(name: string): DatafeedError {
  return new DatafeedError("schedule-unapplied", `The ledger has not seen the schedule of "${name}" yet.`, {
    hint: "A daemon that works on this ledger makes it known within seconds: datafeed serve",
  });
}
