import * as vscode from "vscode";
import { formatBytes } from "../../../runner/src/commands/units.ts";
import type { Services } from "../services.ts";
import { sentenceOf } from "../webview/page-error.ts";
import { chooseDownloadFolder } from "./download-folder.ts";
import { openFile, revealFile } from "./open-file.ts";
import { type Saved, type SaveProgress, saveOutputs } from "./save-outputs.ts";

/** Copies outputs to a folder that the person chooses, with progress, and says where they are. Errors: the desk's. */
export async function download(services: Services, ids: readonly string[]): Promise<void> {
  const folder = await chooseDownloadFolder(services.context);
  if (folder === undefined) return;
  tellSaved(services, await saveWithProgress(services, ids, folder), folder);
}

/** Copies outputs into a folder, with progress that can be cancelled. Errors: the desk's; cancelled ones as `AbortError`. */
export async function saveWithProgress(
  { desks }: Pick<Services, "desks">,
  ids: readonly string[],
  folder: string,
): Promise<readonly Saved[]> {
  const desk = await desks.current();
  const title = ids.length === 1 ? vscode.l10n.t("Downloading") : vscode.l10n.t("Downloading {0} files", ids.length);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    let shown = 0;
    const onProgress = (now: SaveProgress): void => {
      const increment = now.share * 100 - shown;
      shown += increment;
      progress.report({ increment, message: progressWords(now) });
    };
    return saveOutputs(desk, ids, folder, { signal: controller.signal, onProgress });
  });
}

function progressWords({ number, of, name, bytes, total }: SaveProgress): string {
  const figures = vscode.l10n.t("{0}: {1} of {2}", name, formatBytes(bytes), formatBytes(total));
  return of === 1 ? figures : `${number}/${of} ${figures}`;
}

function tellSaved({ log }: Services, saved: readonly Saved[], folder: string): void {
  const failed = saved.filter(({ error }) => error !== undefined);
  for (const { name, files, error } of saved) {
    if (error === undefined) for (const file of files) log.info(`downloaded ${file}`);
    else log.error(`${name}: ${error.code}: ${error.message}`);
  }
  if (failed.length > 0) void tellFailed(saved, failed, log);
  else void tellAll(saved, folder);
}

async function tellAll(saved: readonly Saved[], folder: string): Promise<void> {
  const { l10n, window } = vscode;
  const files = saved.flatMap((each) => each.files);
  const [first] = files;
  if (first === undefined) return;
  const [open, reveal] = [l10n.t("Open"), l10n.t("Reveal")];
  if (files.length === 1) {
    const chosen = await window.showInformationMessage(l10n.t("Downloaded to {0}.", first), open, reveal);
    if (chosen === open) await openFile(first);
    if (chosen === reveal) await revealFile(first);
    return;
  }
  const chosen = await window.showInformationMessage(l10n.t("{0} files are downloaded to {1}.", files.length, folder), reveal);
  if (chosen === reveal) await revealFile(first);
}

async function tellFailed(saved: readonly Saved[], failed: readonly Saved[], log: vscode.LogOutputChannel): Promise<void> {
  const { l10n, window } = vscode;
  const [first] = failed;
  const why = `${first!.name}: ${sentenceOf(first!.error!)}`;
  const words =
    saved.length === 1
      ? l10n.t("Not downloaded: {0}", why)
      : l10n.t("{0} of {1} files are downloaded. {2}", saved.length - failed.length, saved.length, why);
  const show = l10n.t("Show Output");
  if ((await window.showErrorMessage(words, show)) === show) log.show();
}
