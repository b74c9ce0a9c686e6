import * as vscode from "vscode";
import type { ScheduleView } from "../../../runner/src/commands/commands.ts";
import { registerCommand } from "../commands/register.ts";
import type { ExtractTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { backfill, skipWindows } from "./change-windows.ts";
import { deleteSchedule } from "./delete-schedule.ts";

/** Commands about one schedule each: of its target, else chosen from those that fit. */
export function registerScheduleCommands(services: Services): void {
  const { context, desks } = services;
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
  register(
    "datafeed.pauseSchedule",
    vscode.l10n.t("Pause Schedule"),
    ({ state }) => state === "active",
    async (extract) => {
      const reason = await vscode.window.showInputBox({
        title: vscode.l10n.t("Pause {0}", extract),
        prompt: vscode.l10n.t("Nothing new is owed until it is resumed. Why? Others see the reason."),
        placeHolder: vscode.l10n.t("For example: the warehouse is being moved"),
      });
      if (reason === undefined) return;
      await (await desks.current()).pause(extract, reason.trim() === "" ? undefined : reason.trim());
      desks.changed();
    },
  );
  register(
    "datafeed.resumeSchedule",
    vscode.l10n.t("Resume Schedule"),
    ({ state }) => state === "paused",
    async (extract) => {
      const items = [
        {
          label: vscode.l10n.t("Run what came due meanwhile"),
          detail: vscode.l10n.t("As the schedule's catchup says."),
          skip: false,
        },
        {
          label: vscode.l10n.t("Skip what came due meanwhile"),
          detail: vscode.l10n.t("A backfill can make it owed later."),
          skip: true,
        },
      ];
      const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Resume {0}", extract) });
      if (chosen === undefined) return;
      await (await desks.current()).resume(extract, { skip: chosen.skip });
      desks.changed();
    },
  );
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
