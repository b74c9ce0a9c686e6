import * as vscode from "vscode";
import type { ScheduleView } from "../../../runner/src/commands/commands.ts";
import { registerCommand } from "../commands/register.ts";
import type { ExtractTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { backfill, skipWindows } from "./change-windows.ts";
import { deleteSchedule } from "./delete-schedule.ts";
import { pauseSchedule, resumeSchedule } from "./pause-schedule.ts";

/** Commands about one schedule each: of its target, else chosen from those that fit. */
export function registerScheduleCommands(services: Services): void {
  const { context } = services;
  const register = (
    command: string,
    title: string,
    fits: (schedule: ScheduleView) => boolean,
    action: (extract: string) => Promise<void>,
  ): void =>
    registerCommand(context, command, async (target?: Partial<ExtractTarget>) => {
      const extract = target?.extract ?? (await chooseSchedule(services, title, fits));
      if (extract !== undefined) await action(extract);
    });
  const active = ({ state }: ScheduleView): boolean => state === "active";
  const paused = ({ state }: ScheduleView): boolean => state === "paused";
  register("datafeed.pauseSchedule", vscode.l10n.t("Pause Schedule"), active, (extract) => pauseSchedule(services, extract));
  register("datafeed.resumeSchedule", vscode.l10n.t("Resume Schedule"), paused, (extract) => resumeSchedule(services, extract));
  const any = (): boolean => true;
  register("datafeed.deleteSchedule", vscode.l10n.t("Delete Schedule"), any, (extract) => deleteSchedule(services, extract));
  register("datafeed.backfill", vscode.l10n.t("Backfill"), any, (extract) => backfill(services, extract));
  register("datafeed.skipWindows", vscode.l10n.t("Skip Windows"), any, (extract) => skipWindows(services, extract));
}

async function chooseSchedule(
  { desks }: Services,
  title: string,
  fits: (schedule: ScheduleView) => boolean,
): Promise<string | undefined> {
  const items = async (): Promise<vscode.QuickPickItem[]> => {
    const { items } = await (await desks.current()).listSchedules({ pageSize: 1000 });
    return items
      .filter(fits)
      .map(({ extract, words, product }) => ({ label: extract, description: product.name, detail: words }));
  };
  const placeHolder = vscode.l10n.t("Choose a schedule");
  return (await vscode.window.showQuickPick(items(), { title, placeHolder, matchOnDetail: true }))?.label;
}
