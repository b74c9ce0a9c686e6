import * as vscode from "vscode";
import { chooseExtract } from "../commands/choose-extract.ts";
import { registerCommand } from "../commands/register.ts";
import type { RunTarget } from "../commands/targets.ts";
import type { Services } from "../services.ts";
import { runStateWord } from "./run-state-word.ts";
import { pickRun } from "./runs-under-way.ts";

/** Commands about runs: run, cancel, log. */
export function registerRuns(services: Services): void {
  const { context, runs } = services;
  registerCommand(context, "datafeed.run", async (target?: unknown) => {
    const extract = await chooseExtract(services, target, vscode.l10n.t("Run Extract"));
    if (extract !== undefined) await runs.run({ extract });
  });
  registerCommand(context, "datafeed.cancelRun", async (target?: unknown) => {
    const id = idOf(target) ?? (await pickRun(runs, vscode.l10n.t("Cancel Run"), vscode.l10n.t("Choose the run to end")))?.id;
    if (id !== undefined) await runs.cancel(id);
  });
  registerCommand(context, "datafeed.showLog", async (target?: unknown) => {
    const id = idOf(target) ?? (await pickAnyRun(services));
    if (id !== undefined) await runs.showLog(id);
  });
}

function idOf(target: unknown): string | undefined {
  const { run } = (target ?? {}) as Partial<RunTarget>;
  return typeof run === "string" ? run : undefined;
}

/** Under way or over: the newest first. */
async function pickAnyRun({ desks }: Services): Promise<string | undefined> {
  const items = async () => {
    const { items } = await (await desks.current()).listRuns({ pageSize: 50, sort: "-started" });
    return items.map(({ id, extract, state, startedAt, error }) => ({
      id,
      label: extract,
      description: `${runStateWord(state, vscode.l10n.t)}, ${new Date(startedAt).toLocaleString(vscode.env.language)}`,
      ...(error === undefined ? {} : { detail: error.message }),
    }));
  };
  const title = vscode.l10n.t("Show Log of Run");
  const placeHolder = vscode.l10n.t("Choose a run");
  return (await vscode.window.showQuickPick(items(), { title, placeHolder, matchOnDescription: true }))?.id;
}
