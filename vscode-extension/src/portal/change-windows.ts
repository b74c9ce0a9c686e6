import * as vscode from "vscode";
import { askForRange } from "../commands/ask-for-range.ts";
import { askForReason } from "../commands/ask-for-reason.ts";
import type { Services } from "../services.ts";

/** So many windows are named in the question. */
const mostNamed = 10;

/** Makes windows owed that are missing in a range; says first which. */
export async function backfill({ desks }: Services, extract: string): Promise<void> {
  const desk = await desks.current();
  const title = vscode.l10n.t("Backfill {0}", extract);
  const range = await askForRange(desk, extract, { title });
  if (range === undefined) return;
  const found = await desk.backfill({ extract, ...range, failed: true, dryRun: true });
  const count = found.windows.length;
  if (count === 0) {
    vscode.window.showInformationMessage(vscode.l10n.t("{0}: no window is missing in this range.", extract));
    return;
  }
  const yes = count === 1 ? vscode.l10n.t("Make It Owed") : vscode.l10n.t("Make {0} Owed", count);
  const named = found.windows.slice(0, mostNamed).map(({ window, why }) => `${window.start} – ${window.end} (${why})`);
  const rest = count - named.length + found.more;
  const detail = [...named, ...(rest > 0 ? [vscode.l10n.t("and {0} more", rest)] : [])].join("\n");
  const question =
    count === 1
      ? vscode.l10n.t("{0}: 1 window is missing.", extract)
      : vscode.l10n.t("{0}: {1} windows are missing.", extract, count);
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, yes)) !== yes) return;
  await desk.backfill({ extract, ...range, failed: true });
  desks.changed();
}

/** Gives up owed or failed windows of a range. */
export async function skipWindows({ desks }: Services, extract: string): Promise<void> {
  const desk = await desks.current();
  const title = vscode.l10n.t("Skip Windows of {0}", extract);
  const range = await askForRange(desk, extract, { title });
  if (range === undefined) return;
  const answer = await askForReason({ title, prompt: vscode.l10n.t("Why? Others see the reason.") });
  if (answer === undefined) return;
  const { skipped } = await desk.skip(extract, range, answer.reason);
  desks.changed();
  vscode.window.showInformationMessage(
    skipped === 0
      ? vscode.l10n.t("{0}: no owed or failed window lies within this range.", extract)
      : vscode.l10n.t("{0}: windows skipped: {1}.", extract, skipped),
  );
}
