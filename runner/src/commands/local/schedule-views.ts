import { listExtractRows } from "../../ledger/extracts.ts";
import { countOwedOf } from "../../ledger/list-owed.ts";
import { lastRuns } from "../../ledger/list-runs.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { describeSchedule } from "../../schedule/describe.ts";
import { plannedRuns } from "../../schedule/runs.ts";
import type { ScheduleState, ScheduleView } from "../commands.ts";
import type { Desk } from "./desk.ts";
import type { Scheduled } from "./scheduled.ts";
import { runView } from "./views.ts";

/** So many coming runs are told. */
const nextRunsShown = 5;

/** Whether a schedule makes windows: what is reviewed comes first. */
export function stateOf({ operation }: ResolvedExtract, paused: boolean): ScheduleState {
  if (!operation.enabled) return "disabled";
  return paused ? "paused" : "active";
}

/** Schedules as people see them: three questions to the ledger, however many they are. */
export async function scheduleViews({ estate }: Desk, extracts: readonly Scheduled[]): Promise<readonly ScheduleView[]> {
  const { ledger } = estate;
  const names = extracts.map(({ name }) => name);
  const [rows, runs, counts, now] = await Promise.all([
    listExtractRows(ledger, { names }),
    lastRuns(ledger, names),
    countOwedOf(ledger, names),
    ledger.time(),
  ]);
  const byName = new Map(rows.map((row) => [row.name, row]));
  return extracts.map((extract) => {
    const row = byName.get(extract.name);
    const run = runs.get(extract.name);
    const { owed = 0, running = 0, failed = 0 } = counts.get(extract.name) ?? {};
    const state = stateOf(extract, row?.pausedAt !== undefined);
    return {
      extract: extract.name,
      owner: extract.owner,
      product: { id: extract.product.id, name: extract.product.name },
      file: extract.file,
      words: describeSchedule(extract.schedule),
      state,
      ...(row?.pausedBy === undefined ? {} : { pausedBy: row.pausedBy }),
      ...(row?.pauseReason === undefined ? {} : { pauseReason: row.pauseReason }),
      ...(row?.frontier === undefined ? {} : { frontier: row.frontier }),
      ...(row?.coveredFrom === undefined ? {} : { coveredFrom: row.coveredFrom }),
      nextRuns: state === "active" ? plannedRuns(extract.schedule, row?.frontier, now, nextRunsShown) : [],
      ...(run === undefined ? {} : { lastRun: runView(run) }),
      owed: owed + running,
      failed,
    };
  });
}
