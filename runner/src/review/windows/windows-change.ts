import { Temporal } from "temporal-polyfill";
import type { ResolvedExtract, ResolvedSchedule } from "../../load/project-documents.ts";
import { describeSchedule } from "../../schedule/describe.ts";
import { firstEdge, instantText, lastDueEdge, windowFrom, windowOf } from "../../schedule/edges.ts";
import { advance, firstFrontier } from "../../schedule/frontier.ts";
import { gridOf } from "../../schedule/grid.ts";
import { plannedRuns } from "../../schedule/runs.ts";
import type { DueNow, PlannedWindow, WindowProof, WindowsChange } from "../plan-report.ts";
import { movedWindows } from "./moved-windows.ts";
import { planned } from "./planned.ts";
import { proveWindows } from "./prove-windows.ts";
import { remembering } from "./remembering.ts";

/** An extract's schedule, and whether it is enabled. Default: it is. */
export interface PlannedSchedule extends ResolvedSchedule {
  readonly enabled?: boolean;
}

const nextShown = 5;
/** More windows that are due at once are not counted one by one. */
const mostDue = 100;

/** What `windowsChange` is asked about an extract; undefined for one without a schedule. */
export function plannedSchedule({ schedule, operation }: ResolvedExtract): PlannedSchedule | undefined {
  return schedule === undefined ? undefined : { ...schedule, enabled: operation.enabled };
}

/**
 * What becomes of the windows of an extract whose schedule changes at `now` (UTC, ISO 8601); undefined where its windows stay as
 * they are. Pure. What is asked again, as for extracts that share a schedule, is remembered.
 */
export function windowsChange(
  base: PlannedSchedule | undefined,
  head: PlannedSchedule | undefined,
  now: string,
): WindowsChange | undefined {
  const [before, after] = [keyOf(base), keyOf(head)];
  if (before === after) return undefined;
  return changes(JSON.stringify([before, after, now]), () => findChange(base, head, now));
}

const changes = remembering<WindowsChange>(500);
const proofs = remembering<WindowProof>(500);

/** All that windows depend on. */
function keyOf(schedule: PlannedSchedule | undefined): string {
  if (schedule === undefined) return "";
  const { every, cron, day, at, timezone, weekStart, start, lagMs, catchup, enabled = true } = schedule;
  const rhythm = every === "cron" ? cron : [at, day, every === "week" && weekStart];
  return JSON.stringify([every, rhythm, timezone, start, lagMs, catchup, enabled]);
}

interface Frontier {
  readonly ms: number;
  readonly of: WindowsChange["frontierOf"];
}

function findChange(base: PlannedSchedule | undefined, head: PlannedSchedule | undefined, now: string): WindowsChange {
  const [from, to] = [inForce(base), inForce(head)];
  const frontier = frontierOf(from ?? base, head, now);
  const at = instantText(frontier.ms);
  const grid = to && gridOf(to);
  const begin = to === undefined || grid === undefined ? Number.POSITIVE_INFINITY : Math.max(frontier.ms, firstEdge(to, grid));
  const first = to === undefined || grid === undefined || !Number.isFinite(begin) ? undefined : windowFrom(to, grid, begin);
  const isLater = frontier.of === "due-windows" && to !== undefined && Number.isFinite(begin) && begin > frontier.ms;
  const due = to && dueNow(to, at, now);
  return Object.freeze({
    schedule: { ...(base && { base: inWords(base) }), ...(head && { head: inWords(head) }) },
    next: to === undefined ? [] : nextWindows(to, at, now),
    ...movedWindows(from, to, frontier.ms),
    ...(first?.kind === "Transition" && { transition: planned(first) }),
    ...(due !== undefined && { dueNow: due }),
    ...(isLater && { beforeStart: windowOf(frontier.ms, begin, to) }),
    frontier: at,
    frontierOf: frontier.of,
    ...(to !== undefined && first !== undefined && { proof: proofFrom(to, begin) }),
  });
}

/** The Transition is told apart. */
function nextWindows(head: PlannedSchedule, frontier: string, now: string): readonly PlannedWindow[] {
  const runs = plannedRuns(head, frontier, now, nextShown + 1).filter(({ kind }) => kind !== "Transition");
  return runs.slice(0, nextShown).map(planned);
}

function inForce(schedule: PlannedSchedule | undefined): PlannedSchedule | undefined {
  return schedule?.enabled === false ? undefined : schedule;
}

function inWords(schedule: PlannedSchedule): string {
  return `${schedule.enabled === false ? "disabled; " : ""}${describeSchedule(schedule)}`;
}

/** Where windows due by now leave the frontier. Without a window so far it follows each edit (docs/schedules.md). */
function frontierOf(base: PlannedSchedule | undefined, head: PlannedSchedule | undefined, now: string): Frontier {
  if (base === undefined) return { ms: Date.parse(head === undefined ? now : firstFrontier(head, now)), of: "first-applied" };
  const grid = gridOf(base);
  const first = firstEdge(base, grid);
  const last = lastDueEdge(base, grid, Date.parse(now));
  if (last !== undefined && last > first) return { ms: last, of: "due-windows" };
  return { ms: Date.parse(firstFrontier(head ?? base, now)), of: "no-window-yet" };
}

function dueNow(head: PlannedSchedule, frontier: string, now: string): DueNow | undefined {
  const { owe, skip, later, more } = advance(head, frontier, now, { most: mostDue });
  if (owe.length === 0 && skip === undefined) return undefined;
  return { owed: owe.length + later, ...(more && { about: true }), ...(skip !== undefined && { skipped: skip.window }) };
}

/** Two years by the calendar. */
function proofFrom(head: ResolvedSchedule, fromMs: number): WindowProof {
  const { every, cron, timezone, weekStart } = head;
  const to = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timezone).add({ years: 2 }).epochMilliseconds;
  const key = JSON.stringify([every, cron, timezone, every === "week" && weekStart, fromMs]);
  return proofs(key, () => proveWindows(head, fromMs, to));
}
