import { listExtractRows } from "../../ledger/extracts.ts";
import { pausedExtracts } from "../../ledger/paused.ts";
import { plannedRuns } from "../../schedule/runs.ts";
import type { Desk } from "./desk.ts";
import { nameKey, productKey } from "./extracts.ts";
import { stateOf } from "./schedule-views.ts";
import type { Scheduled } from "./scheduled.ts";

/** What a list of schedules can be sorted by; `next` is when the next run is due. */
export const scheduleColumns = ["name", "owner", "product", "state", "next"] as const;

export type ScheduleColumn = (typeof scheduleColumns)[number];

/** Behind every instant: of what has no next run. */
const never = "~";

/** The text by which schedules are put in order; two questions to the ledger at most, however many they are. */
export async function scheduleKey(
  { estate: { ledger } }: Desk,
  by: ScheduleColumn,
  schedules: readonly Scheduled[],
): Promise<(schedule: Scheduled) => string> {
  switch (by) {
    case "name":
      return nameKey;
    case "owner":
      return ({ owner }) => owner;
    case "product":
      return productKey;
    case "state": {
      const paused = await pausedExtracts(ledger);
      return (schedule) => stateOf(schedule, paused.has(schedule.name));
    }
    case "next": {
      const names = schedules.map(({ name }) => name);
      const [rows, now] = await Promise.all([listExtractRows(ledger, { names }), ledger.time()]);
      const byName = new Map(rows.map((row) => [row.name, row]));
      return (schedule) => {
        const row = byName.get(schedule.name);
        if (stateOf(schedule, row?.pausedAt !== undefined) !== "active") return never;
        return plannedRuns(schedule.schedule, row?.frontier, now, 1)[0]?.due ?? never;
      };
    }
  }
}
