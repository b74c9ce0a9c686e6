import type { ExpressionBuilder, ExpressionWrapper, Kysely, Selectable, SqlBool } from "kysely";
import type { ResolvedSchedule } from "../load/project-documents.ts";
import { firstFrontier } from "../schedule/frontier.ts";
import {
  type Gap,
  gapsBefore,
  type Missing,
  missingWindows,
  mostCounted,
  rangeTooLong,
  type WholeGap,
} from "../schedule/missing-windows.ts";
import { lastClosedWindow } from "../schedule/runs.ts";
import { isUnbegun } from "./advance-frontier.ts";
import type { ExtractRecord } from "./extracts.ts";
import type { ObligationState, Tables } from "./tables.ts";

/** Which windows of which extract are asked for. */
export interface MissingRequest {
  readonly extract: string;
  readonly schedule: ResolvedSchedule;
  /** UTC, ISO 8601 with milliseconds. Windows that overlap it are meant, up to the frontier: later ones come by schedule. */
  readonly range: Gap;
  /** Failed and abandoned windows, too. */
  readonly failed?: boolean;
  /** The most windows, the newest; when they are owed the same request goes on with those before. Default: 1000. */
  readonly limit?: number;
}

/** What is missing, and the row that says so; without one nothing was ever made there. */
export interface Lack extends WholeGap {
  readonly why: "never made" | ObligationState;
  readonly row?: LackRow;
}

/** An obligation, as far as it says why its window is missing. */
export type LackRow = Pick<Selectable<Tables["obligations"]>, "id" | "kind" | "state" | "stretch" | "reason" | "requester">;

/** Windows that are missing, the newest up to a limit, and how far the extract's windows reach. */
export interface MissingInLedger extends Missing<Lack> {
  readonly coveredFrom: string;
  readonly frontier: string;
  /** What is there before `coveredFrom` already: windows that somebody ran by hand. */
  readonly covered: readonly Gap[];
}

/** Looks for what a backfill is to make owed. Errors: schedule-range-long, schedule-range-before-start. */
export async function findMissing(
  db: Kysely<Tables>,
  request: MissingRequest,
  extract: ExtractRecord | undefined,
  now: string,
): Promise<MissingInLedger> {
  const { schedule, failed = false, limit = 1000 } = request;
  const reach = reachOf(schedule, extract, now);
  const range = { start: request.range.start, end: earlier(request.range.end, reach.frontier) };
  if (range.start >= range.end) return { windows: [], more: 0, covered: [], ...reach };

  const lackStates: readonly ObligationState[] = [
    "skipped",
    "cancelled",
    ...(failed ? (["failed", "abandoned"] as const) : []),
  ];
  const rows = await rowsWithin(
    db,
    request.extract,
    { start: range.start, end: later(range.end, reach.coveredFrom) },
    (column) => column.or([column("state", "in", lackStates), column("window_start", "<", reach.coveredFrom)]),
  );
  const covered = rows.filter(({ start }) => start < reach.coveredFrom);
  const lacks: Lack[] = rows.filter(({ row, empty, start }) => lackStates.includes(row.state) && !empty && start < range.end);
  for (const gap of gapsBefore(schedule, reach.coveredFrom, range, covered)) lacks.push({ ...gap, why: "never made" });
  lacks.sort((one, other) => (one.start < other.start ? -1 : 1));
  return { ...missingWindows(schedule, lacks, range, limit), covered, ...reach };
}

/** How far an extract's windows reach. Where no schedule was ever applied (a checkout): nowhere, but windows are over up to now. */
function reachOf(schedule: ResolvedSchedule, extract: ExtractRecord | undefined, now: string) {
  if (extract === undefined) {
    const end = lastClosedWindow(schedule, now)?.end ?? firstFrontier(schedule, now);
    return { coveredFrom: end, frontier: end };
  }
  if (extract.frontier !== undefined && extract.coveredFrom !== undefined && !isUnbegun(extract)) {
    return { coveredFrom: extract.coveredFrom, frontier: extract.frontier };
  }
  const first = firstFrontier(schedule, extract.firstAppliedAt);
  return { coveredFrom: first, frontier: first };
}

/** Windows and stretches that overlap a range, in order, and whether a run found one empty. Error: schedule-range-long. */
async function rowsWithin(db: Kysely<Tables>, extract: string, range: Gap, filter: Filter) {
  const rows = await db
    .selectFrom("obligations")
    .select(["id", "kind", "state", "stretch", "reason", "requester", "window_start", "window_end", "timezone", "due_at"])
    .select((column) =>
      column
        .exists(
          column
            .selectFrom("attempts")
            .select("attempts.id")
            .whereRef("attempts.obligation_id", "=", "obligations.id")
            .where("attempts.state", "=", "skipped"),
        )
        .as("empty"),
    )
    .where("extract", "=", extract)
    .where("purpose", "=", "window")
    .where("window_start", "<", range.end)
    .where("window_end", ">", range.start)
    .where(filter)
    .orderBy("window_start")
    .limit(mostCounted + 1)
    .execute();
  if (rows.length > mostCounted) throw rangeTooLong(range);
  return rows.map(({ window_start: start, window_end: end, timezone, due_at: due, empty, ...row }) => {
    const whole = { kind: row.kind, window: { start, end, timezone }, due };
    return { start, end, row, why: row.state, empty: Boolean(empty), whole: row.stretch ? undefined : whole };
  });
}

type Filter = (column: ExpressionBuilder<Tables, "obligations">) => ExpressionWrapper<Tables, "obligations", SqlBool>;

const earlier = (one: string, other: string): string => (one < other ? one : other);
/** The later one of two instants. */
export const later = (one: string, other: string): string => (one > other ? one : other);
