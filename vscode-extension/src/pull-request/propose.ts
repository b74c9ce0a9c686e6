import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { gitWords, type Repository } from "./git.ts";

export interface Change {
  readonly branch: string;
  /** Name of the remote; undefined: it is only committed. */
  readonly remote: string | undefined;
  /** Path within the project, for the commit's message. */
  readonly path: string;
  readonly uri: vscode.Uri;
  readonly text: string;
}

/**
 * Commits one file on a new branch and pushes it. When it can't be committed, the branch from before is there again and the file
 * is as it was written, unstaged. Errors: `branch-refused`, `commit-refused`, `push-refused`.
 */
export async function propose(repository: Repository, change: Change): Promise<void> {
  const { branch, remote, uri } = change;
  const before = repository.state.HEAD?.name;
  await repository.createBranch(branch, true).catch((error: unknown) => {
    const message = vscode.l10n.t("The branch {0} could not be made: {1}.", branch, gitWords(error));
    throw refusal("branch-refused", message, vscode.l10n.t("Choose another name."), error);
  });
  try {
    const verb = (await exists(uri)) ? "Change" : "Add";
    await write(uri, change.text);
    await repository.add([uri.fsPath]);
    await repository.commit(`${verb} ${change.path}`);
  } catch (error) {
    await repository.revert([uri.fsPath]).catch(() => {});
    if (before !== undefined) await repository.checkout(before).catch(() => {});
    const message = vscode.l10n.t("{0} could not be committed: {1}.", change.path, gitWords(error));
    throw refusal("commit-refused", message, vscode.l10n.t("Mend that, then try again with another branch."), error);
  }
  if (remote === undefined) return;
  await repository.push(remote, branch, true).catch((error: unknown) => {
    const message = vscode.l10n.t("{0} is committed, but could not be pushed to {1}: {2}.", branch, remote, gitWords(error));
    throw refusal("push-refused", message, vscode.l10n.t("Push the branch with Git, then open the pull request there."), error);
  });
}

/** What is there is changed by the editor's own edit, so that an open document and the disk stay one. */
async function write(uri: vscode.Uri, text: string): Promise<void> {
  if (!(await exists(uri))) return vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if ((await vscode.workspace.applyEdit(edit)) && (await document.save())) return;
  throw new Error(vscode.l10n.t("the editor could not write it"));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function refusal(code: string, message: string, hint: string, cause: unknown): DatafeedError {
  return new DatafeedError(code, message.replace(/\.\.$/, "."), { hint, cause });
}
