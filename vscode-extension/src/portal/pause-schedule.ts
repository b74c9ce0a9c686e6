import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { askForReason } from "../commands/ask-for-reason.ts";
import { showFailure } from "../failure.ts";
import type { Services } from "../services.ts";

/** Pauses a schedule, with the reason that others see. */
export async function pauseSchedule({ desks }: Services, extract: string): Promise<void> {
  const answer = await askForReason({
    title: vscode.l10n.t("Pause {0}", extract),
    prompt: vscode.l10n.t("Nothing new is owed until it is resumed. Why? Others see the reason."),
    placeHolder: vscode.l10n.t("For example: the warehouse is being moved"),
  });
  if (answer === undefined) return;
  try {
    await (await desks.current()).pause(extract, answer.reason);
  } catch (error) {
    if (!(error instanceof DatafeedError && error.code === "schedule-unapplied")) throw error;
    // No daemon runs it here: its document is where it can be stopped, by `enabled: false`.
    const yaml = { title: vscode.l10n.t("Open YAML"), command: "datafeed.openYaml", arguments: [{ extract }] };
    return showFailure(error, [yaml]);
  }
  desks.changed();
}

/** Resumes a schedule; asks what becomes of what came due meanwhile. */
export async function resumeSchedule({ desks }: Services, extract: string): Promise<void> {
  const { l10n } = vscode;
  const items = [
    { label: l10n.t("Run what came due meanwhile"), detail: l10n.t("As the schedule's catchup says."), skip: false },
    { label: l10n.t("Skip what came due meanwhile"), detail: l10n.t("A backfill can make it owed later."), skip: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: l10n.t("Resume {0}", extract) });
  if (chosen === undefined) return;
  await (await desks.current()).resume(extract, { skip: chosen.skip });
  desks.changed();
}
