import type * as vscode from "vscode";
import type { ScheduleView } from "../../../runner/src/commands/commands.ts";
import { describeSchedule, nextRuns, type ResolvedExtract } from "../../../runner/src/language.ts";
import type { ExtractTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { allPages } from "./all-pages.ts";
import { inOrderOf, Listed } from "./listed.ts";
import { scheduleItem, scheduleTooltip } from "./schedule-item.ts";

export interface ScheduleNode extends ExtractTarget {
  readonly schedule: ScheduleView;
}

/** How many next runs the tooltip names. */
const runsShown = 5;

const nameOf = ({ extract }: ScheduleView): string => extract;

/** The tree "Schedules": each with its next run and its state. */
export class SchedulesTree implements vscode.TreeDataProvider<ScheduleNode>, vscode.Disposable {
  readonly #schedules: Listed<ScheduleView, ScheduleView>;
  readonly onDidChangeTreeData: vscode.Event<undefined>;

  constructor(services: Services) {
    this.#schedules = new Listed(services, {
      ask: async () => {
        const desk = await services.desks.current();
        return allPages((query) => desk.listSchedules(query));
      },
      nameOf,
      answered: (view) => view,
      written: ({ extracts }, answers) => {
        const now = new Date().toISOString();
        return [...extracts.values()]
          .flatMap((extract) =>
            extract.schedule === undefined ? [] : [answers.get(extract.name) ?? asWritten(extract, extract.schedule, now)],
          )
          .sort(inOrderOf(nameOf));
      },
    });
    this.onDidChangeTreeData = this.#schedules.onDidChange;
  }

  getTreeItem({ schedule }: ScheduleNode): vscode.TreeItem {
    return scheduleItem(schedule);
  }

  resolveTreeItem(item: vscode.TreeItem, { schedule }: ScheduleNode): vscode.TreeItem {
    item.tooltip = scheduleTooltip(schedule);
    return item;
  }

  async getChildren(node?: ScheduleNode): Promise<ScheduleNode[]> {
    if (node !== undefined) return [];
    return (await this.#schedules.items()).map((schedule) => ({ extract: schedule.extract, schedule }));
  }

  dispose(): void {
    this.#schedules.dispose();
  }
}

/** What the document alone says. */
function asWritten(
  { name, owner, product, file, operation }: ResolvedExtract,
  schedule: NonNullable<ResolvedExtract["schedule"]>,
  now: string,
): ScheduleView {
  return {
    extract: name,
    owner,
    product: { id: product.id, name: product.name },
    file,
    words: describeSchedule(schedule),
    state: operation.enabled ? "active" : "disabled",
    nextRuns: operation.enabled ? nextRuns(schedule, now, runsShown) : [],
    owed: 0,
    failed: 0,
  };
}
