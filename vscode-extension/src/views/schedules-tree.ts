import * as vscode from "vscode";
import type { ScheduleView } from "../../../runner/src/commands/commands.ts";
import { describeSchedule, nextRuns, type ResolvedExtract } from "../../../runner/src/language.ts";
import type { ExtractTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { allPages } from "./all-pages.ts";
import { Asked } from "./asked.ts";
import { productChoice } from "./product.ts";
import { scheduleItem, scheduleTooltip } from "./schedule-item.ts";

export interface ScheduleNode extends ExtractTarget {
  readonly schedule: ScheduleView;
}

/** How many next runs the tooltip names. */
const runsShown = 5;

/** The tree "Schedules": each with its next run and its state. Without anybody to ask it shows what the documents say. */
export class SchedulesTree implements vscode.TreeDataProvider<ScheduleNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #asked: Asked<ScheduleView>;
  readonly #listening: readonly vscode.Disposable[];

  constructor(services: Services) {
    this.#services = services;
    const { context, projects, desks } = services;
    const changed = (): void => this.#changed.fire(undefined);
    this.#asked = new Asked(async () => {
      const desk = await desks.current();
      return allPages((query) => desk.listSchedules(query));
    }, changed);
    this.#listening = [
      this.#changed,
      projects.onDidChange(changed),
      productChoice(context).onDidChange(changed),
      desks.onDidChange(() => this.#asked.forget()),
      desks.onDidChangeResults(() => this.#asked.again()),
    ];
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
    const { id } = productChoice(this.#services.context);
    const schedules = (await this.#schedules()).filter(({ product }) => id === undefined || product.id === id);
    return schedules.map((schedule) => ({ extract: schedule.extract, schedule }));
  }

  dispose(): void {
    this.#asked.dispose();
    for (const each of this.#listening) each.dispose();
  }

  async #schedules(): Promise<readonly ScheduleView[]> {
    const { desks, projects } = this.#services;
    if (desks.place?.type === "server") {
      if (this.#asked.items === undefined) await this.#asked.asked();
      return this.#asked.items ?? [];
    }
    await projects.ready();
    const asked = new Map(this.#asked.items?.map((view) => [view.extract, view]));
    const now = new Date().toISOString();
    return [...(projects.current?.loaded.extracts.values() ?? [])]
      .flatMap((extract) =>
        extract.schedule === undefined ? [] : [asked.get(extract.name) ?? asWritten(extract, extract.schedule, now)],
      )
      .sort((one, other) => one.extract.localeCompare(other.extract, "en", { sensitivity: "base" }));
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
