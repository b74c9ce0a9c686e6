import * as vscode from "vscode";
import { repositoryOf } from "../pull-request/git.ts";

interface BaseItem extends vscode.QuickPickItem {
  /** Undefined: where the change left the default branch. */
  readonly base: string | undefined;
}

/** So many branches are offered; others are typed on the command line. */
const mostBranches = 200;

/** What the working tree is compared with. Undefined when nobody chose. */
export async function chooseBase(folder: vscode.Uri): Promise<{ readonly base: string | undefined } | undefined> {
  const { l10n } = vscode;
  const items: readonly BaseItem[] = [
    {
      label: `$(git-merge) ${l10n.t("What This Branch Changes")}`,
      detail: l10n.t("Compared with the commit at which it left the default branch; not committed changes included."),
      base: undefined,
    },
    {
      label: `$(git-commit) ${l10n.t("What Is Not Committed")}`,
      detail: l10n.t("Compared with HEAD."),
      base: "HEAD",
    },
    ...(await branchesOf(folder)).map((name) => ({ label: `$(git-branch) ${name}`, base: name })),
  ];
  const title = l10n.t("Plan Changes");
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t("Compare with what?") });
  return chosen && { base: chosen.base };
}

/** Without the editor's Git there are none to choose from. */
async function branchesOf(folder: vscode.Uri): Promise<readonly string[]> {
  const repository = await repositoryOf(folder).catch(() => undefined);
  const current = repository?.state.HEAD?.name;
  const refs = (await repository?.getBranches({ remote: true }).catch(() => [])) ?? [];
  const names = refs.flatMap(({ name }) => (name === undefined || name === current || name.endsWith("/HEAD") ? [] : [name]));
  return names.slice(0, mostBranches);
}
