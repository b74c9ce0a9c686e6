import * as vscode from "vscode";
import { outputsOf } from "../commands/targets.ts";
import type { Desk } from "../desk/desk.ts";
import type { Services } from "../services.ts";
import { deleteOutputs } from "./delete-outputs.ts";
import type { DeletedOutput } from "./portal-messages.ts";

/** So many names stand in the question; the others are counted. */
const mostNames = 5;

/** `datafeed.deleteOutputs`: asks, deletes, and says what became of each; of none, when the person said no. */
export async function deleteCommand({ desks, log }: Services, target: unknown): Promise<readonly DeletedOutput[]> {
  const ids = outputsOf(target) ?? [];
  if (ids.length === 0) return [];
  const desk = await desks.current();
  if (!(await confirmed(desk, ids))) return [];
  const title = vscode.l10n.t("Deleting files");
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const results = await vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    let before = 0;
    const onProgress = (done: number): void => {
      // The editor adds each increment to those before.
      const increment = (100 * (done - before)) / ids.length;
      before = done;
      progress.report({ message: vscode.l10n.t("{0} of {1}", done, ids.length), increment });
    };
    const unexplained = vscode.l10n.t("It was not deleted, and nobody said why. Refresh, and try again.");
    return deleteOutputs(desk, ids, { signal: controller.signal, onProgress, unexplained });
  });
  desks.changed();
  tell(results, ids.length, log);
  return results;
}

async function confirmed(desk: Desk, ids: readonly string[]): Promise<boolean> {
  const outputs = await Promise.all(ids.slice(0, mostNames).map((id) => desk.output(id)));
  const names = outputs.map(({ name }) => name);
  const detail = [
    ...names,
    ...(ids.length > names.length ? [vscode.l10n.t("and {0} more", ids.length - names.length)] : []),
    "",
    vscode.l10n.t("The files are removed; their manifests stay. Their windows do not become owed again."),
  ].join("\n");
  const question = ids.length === 1 ? vscode.l10n.t("Delete this file?") : vscode.l10n.t("Delete {0} files?", ids.length);
  const yes = ids.length === 1 ? vscode.l10n.t("Delete") : vscode.l10n.t("Delete {0} Files", ids.length);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

function tell(results: readonly DeletedOutput[], asked: number, log: vscode.LogOutputChannel): void {
  const failed = results.filter(({ problem }) => problem !== undefined);
  for (const { id, problem } of failed) log.warn(`${id} was not deleted: ${problem}`);
  const deleted = results.length - failed.length;
  if (deleted === asked) {
    const words = deleted === 1 ? vscode.l10n.t("The file was deleted.") : vscode.l10n.t("{0} files were deleted.", deleted);
    void vscode.window.showInformationMessage(words);
    return;
  }
  const show = vscode.l10n.t("Show Output");
  const [first] = failed;
  const words = vscode.l10n.t("{0} of {1} files were deleted.", deleted, asked);
  const why = first === undefined ? "" : ` ${first.problem}`;
  void vscode.window.showWarningMessage(`${words}${why}`, show).then((chosen) => chosen === show && log.show());
}
