import * as vscode from "vscode";
import type { ScheduleView } from "../../../runner/src/commands/commands.ts";
import { commandsAbout } from "../commands/commands-about.ts";
import type { ExtractTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { backfill, skipWindows } from "./change-windows.ts";
import { deleteSchedule } from "./delete-schedule.ts";
import { pauseSchedule, resumeSchedule } from "./pause-schedule.ts";

/** Commands about one schedule each. */
export function registerScheduleCommands(services: Services): void {
  const { l10n } = vscode;
  const register = commandsAbout<ScheduleView, ExtractTarget>(services, {
    nameIn: ({ extract }) => extract,
    placeHolder: l10n.t("Choose a schedule"),
    list: (desk) => desk.listSchedules({ pageSize: 1000 }),
    item: ({ extract, words, product }) => ({ label: extract, description: product.name, detail: words }),
  });
  const any = (): boolean => true;
  const active = ({ state }: ScheduleView): boolean => state === "active";
  const paused = ({ state }: ScheduleView): boolean => state === "paused";
  register("datafeed.pauseSchedule", l10n.t("Pause Schedule"), active, pauseSchedule);
  register("datafeed.resumeSchedule", l10n.t("Resume Schedule"), paused, resumeSchedule);
  register("datafeed.deleteSchedule", l10n.t("Delete Schedule"), any, deleteSchedule);
  register("datafeed.backfill", l10n.t("Backfill"), any, backfill);
  register("datafeed.skipWindows", l10n.t("Skip Windows"), any, skipWindows);
}
