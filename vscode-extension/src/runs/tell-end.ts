import * as vscode from "vscode";
import { withHint } from "./mend.ts";
import type { FollowedRun, RunEnd } from "./run-state.ts";
import { endWords } from "./run-words.ts";

interface Offer {
  readonly title: string;
  act(): unknown;
}

/** Says how a run ended, with what can be done now. */
export async function tellEnd(end: RunEnd, retry: (run: FollowedRun) => Promise<void>): Promise<void> {
  const { run, outcome, error } = end;
  const words = endWords(error === undefined ? end : { ...end, error: withHint(error) });
  const offers = offersFor(end, () => retry(run));
  const titles = offers.map(({ title }) => title);
  const { window } = vscode;
  const chosen =
    outcome === "published" || outcome === "skipped" || outcome === "cancelled"
      ? await window.showInformationMessage(words, ...titles)
      : await window.showErrorMessage(words, ...titles);
  await offers.find(({ title }) => title === chosen)?.act();
}

function offersFor({ run, outcome, output }: RunEnd, retry: () => Promise<void>): readonly Offer[] {
  const { l10n, commands } = vscode;
  const command = (title: string, id: string, target: object): Offer => ({
    title,
    act: () => commands.executeCommand(id, target),
  });
  const log = command(l10n.t("Show Log"), "datafeed.showLog", { run: run.id });
  if (outcome === "published" && output !== undefined) {
    const target = { outputs: [output.id] };
    return [
      command(l10n.t("Download"), "datafeed.download", target),
      command(l10n.t("Open"), "datafeed.openOutput", target),
      command(l10n.t("Reveal"), "datafeed.revealOutput", target),
      log,
    ];
  }
  if (outcome === "failed") return [log, { title: l10n.t("Retry"), act: retry }];
  if (outcome === "cancelled") return [log, { title: l10n.t("Run Again"), act: retry }];
  return [log];
}
