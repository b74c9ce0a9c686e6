import { pausedExtracts } from "../../ledger/paused.ts";
import type { Commands, ScheduleView } from "../commands.ts";
import { orderOf, pageOf, pageOfList } from "../paging.ts";
import { checkRight } from "../rights.ts";
import { audited } from "./audited.ts";
import { backfill, pause, resume, skip } from "./change-schedules.ts";
import { type Desk, seenExtracts } from "./desk.ts";
import { holds, nameKey } from "./extracts.ts";
import { scheduleColumns, scheduleKey } from "./schedule-order.ts";
import { scheduleViews, stateOf } from "./schedule-views.ts";
import { isScheduled, scheduledFor } from "./scheduled.ts";

type ScheduleCommands = Pick<Commands, "listSchedules" | "schedule" | "pause" | "resume" | "skip" | "backfill">;

/** Schedules: when each extract runs, and what it owes. */
export function scheduleCommands(desk: Desk): ScheduleCommands {
  const { estate, caller } = desk;
  return {
    listSchedules: async (query = {}) => {
      checkRight(caller, "schedule.read");
      const order = orderOf(query, scheduleColumns, { by: "name", direction: "asc" });
      const paused = query.state === undefined ? new Set() : await pausedExtracts(estate.ledger);
      const found = seenExtracts(desk)
        .filter(isScheduled)
        .filter(
          (extract) =>
            (query.product === undefined || extract.product.id === query.product) &&
            (query.state === undefined || query.state === stateOf(extract, paused.has(extract.name))) &&
            holds(extract.name, query.search),
        );
      const key = await scheduleKey(desk, order.by, found);
      const page = pageOfList(found, pageOf(query), order, (extract) => `${key(extract)}\0${nameKey(extract)}`);
      return { ...page, items: await scheduleViews(desk, page.items) };
    },
    schedule: (name) => viewOf(desk, name),
    pause: (name, reason) => audited(desk, "schedule.pause", name, async () => viewOf(desk, await pause(desk, name, reason))),
    resume: (name, options = {}) =>
      audited(desk, "schedule.resume", name, async () => viewOf(desk, await resume(desk, name, options.skip === true)), {
        skip: options.skip === true,
      }),
    skip: (name, range, reason) =>
      audited(desk, "schedule.skip", name, () => skip(desk, name, range, reason), { start: range.start, end: range.end }),
    backfill: (request) =>
      request.dryRun === true
        ? backfill(desk, request)
        : audited(desk, "schedule.backfill", request.extract, () => backfill(desk, request), {
            start: request.start,
            end: request.end,
          }),
  };
}

async function viewOf(desk: Desk, name: string): Promise<ScheduleView> {
  const [view] = await scheduleViews(desk, [scheduledFor(desk, name, "schedule.read")]);
  return view!;
}
