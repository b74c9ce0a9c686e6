import { DatafeedError } from "../../errors/datafeed-error.ts";
import { pausedExtracts } from "../../ledger/paused.ts";
import type { Commands, ScheduleView } from "../commands.ts";
import { orderOf, pageOf, pageOfList } from "../paging.ts";
import { type Action, checkRight } from "../rights.ts";
import { type Desk, extractFor, seenExtracts } from "./desk.ts";
import { holds, nameKey, productKey } from "./extracts.ts";
import { isScheduled, type Scheduled, scheduleViews, stateOf } from "./schedule-views.ts";

type ScheduleCommands = Pick<Commands, "listSchedules" | "schedule">;

const columns = ["name", "owner", "product"] as const;

/** Schedules: when each extract runs, and what it owes. */
export function scheduleCommands(desk: Desk): ScheduleCommands {
  const { estate, caller } = desk;
  return {
    listSchedules: async (query = {}) => {
      checkRight(caller, "schedule.read");
      const order = orderOf(query, columns, { by: "name", direction: "asc" });
      const paused = query.state === undefined ? new Set() : await pausedExtracts(estate.ledger);
      const found = seenExtracts(desk)
        .filter(isScheduled)
        .filter(
          (extract) =>
            (query.product === undefined || extract.product.id === query.product) &&
            (query.state === undefined || query.state === stateOf(extract, paused.has(extract.name))) &&
            holds(extract.name, query.search),
        );
      const keys = { name: nameKey, owner: ({ owner }: Scheduled) => owner, product: productKey };
      const page = pageOfList(found, pageOf(query), order, (extract) => `${keys[order.by](extract)}\0${nameKey(extract)}`);
      return { ...page, items: await scheduleViews(desk, page.items) };
    },
    schedule: (name) => viewOf(desk, name),
  };
}

async function viewOf(desk: Desk, name: string): Promise<ScheduleView> {
  const [view] = await scheduleViews(desk, [scheduledFor(desk, name, "schedule.read")]);
  return view!;
}

/** Errors: `extract-unknown`, `not-allowed`, `schedule-none`. */
export function scheduledFor(desk: Desk, name: string, action: Action): Scheduled {
  const extract = extractFor(desk, name, action);
  if (isScheduled(extract)) return extract;
  throw new DatafeedError("schedule-none", `"${extract.name}" has no schedule.`, {
    hint: `It runs when somebody asks for it: datafeed run "${extract.name}"`,
  });
}
