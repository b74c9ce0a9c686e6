import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { registerCommand } from "../commands/register.ts";
import type { OpenProject, Services } from "../services.ts";
import { branchFor, compareUrl, isBranchName } from "./branches.ts";
import { type Repository, repositoryOf } from "./git.ts";
import { propose } from "./propose.ts";

/** A document to propose; without one it is the one in the active editor, as it stands. */
export interface Proposal {
  /** Path within the project. */
  readonly path: string;
  readonly text: string;
}

/**
 * `datafeed.openPullRequest`: one document on a branch of its own, pushed, and the page on which the request is opened. Answers
 * with true when it was pushed, or committed where there is nowhere to push to.
 */
export function registerPullRequest({ context, projects }: Services): void {
  registerCommand(context, "datafeed.openPullRequest", (given?: Proposal) => openPullRequest(projects.current, given));
}

async function openPullRequest(project: OpenProject | undefined, given: Proposal | undefined): Promise<boolean> {
  if (project === undefined) throw noCheckout();
  const repository = await repositoryOf(project.folder);
  if (repository === undefined) throw noRepository(project.folder);
  const proposal = given ?? (await ofActiveEditor(project));
  if (proposal === undefined) throw nothingToPropose();
  // They would be part of the commit.
  if (repository.state.indexChanges.length > 0) throw stagedAlready();
  const branch = await vscode.window.showInputBox({
    title: vscode.l10n.t("Open Pull Request"),
    prompt: vscode.l10n.t("A new branch for {0}, from {1}.", proposal.path, repository.state.HEAD?.name ?? "HEAD"),
    value: branchFor(proposal.path),
    validateInput: (name) => (isBranchName(name) ? undefined : vscode.l10n.t("Git does not take this for a branch's name.")),
  });
  if (branch === undefined) return false;
  const remote = await chooseRemote(repository);
  const title = vscode.l10n.t("Pushing {0} …", branch);
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
    propose(repository, {
      branch,
      remote: remote?.name,
      path: proposal.path,
      uri: project.uriOf(proposal.path),
      text: proposal.text,
    }),
  );
  // Its buttons may be pressed later: whoever asked does not wait for that.
  void leadOn(branch, remote);
  return true;
}

async function ofActiveEditor(project: OpenProject): Promise<Proposal | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !document.uri.path.startsWith(`${project.folder.path}/`)) return undefined;
  return { path: project.pathOf(document.uri), text: document.getText() };
}

type Remote = Repository["state"]["remotes"][number];

async function chooseRemote({ state: { remotes } }: Repository): Promise<Remote | undefined> {
  if (remotes.length < 2) return remotes[0];
  const names = remotes.map(({ name }) => name);
  const chosen = await vscode.window.showQuickPick(names, { title: vscode.l10n.t("Push to Which Remote?") });
  if (chosen === undefined) throw new vscode.CancellationError();
  return remotes.find(({ name }) => name === chosen);
}

async function leadOn(branch: string, remote: Remote | undefined): Promise<void> {
  if (remote === undefined) {
    const text = vscode.l10n.t("Committed on the branch {0}. The repository has no remote to push to.", branch);
    vscode.window.showInformationMessage(text);
    return;
  }
  const page = compareUrl(remote.pushUrl ?? remote.fetchUrl ?? "", branch);
  const open = vscode.l10n.t("Open Pull Request");
  const pushed = vscode.l10n.t("{0} is pushed to {1}.", branch, remote.name);
  const chosen = await vscode.window.showInformationMessage(pushed, ...(page === undefined ? [] : [open]));
  if (chosen === open && page !== undefined) await vscode.env.openExternal(vscode.Uri.parse(page, true));
}

function noCheckout(): DatafeedError {
  return new DatafeedError(
    "project-missing",
    vscode.l10n.t("A pull request needs a checkout of the repository with the documents."),
    {
      hint: vscode.l10n.t("Clone it, open its folder in this window, and try again."),
    },
  );
}

function noRepository(folder: vscode.Uri): DatafeedError {
  return new DatafeedError(
    "repository-missing",
    vscode.l10n.t("{0} is in no Git repository that the editor has open.", folder.fsPath),
    {
      hint: vscode.l10n.t("Make it one, or switch the editor's Git on (git.enabled)."),
    },
  );
}

function nothingToPropose(): DatafeedError {
  return new DatafeedError("nothing-to-propose", vscode.l10n.t("No document of this project is in the active editor."), {
    hint: vscode.l10n.t("Open the extract that you want to propose."),
  });
}

function stagedAlready(): DatafeedError {
  return new DatafeedError(
    "staged-already",
    vscode.l10n.t("Other changes are staged; they would go into the pull request, too."),
    {
      hint: vscode.l10n.t("Commit or unstage them first."),
    },
  );
}
