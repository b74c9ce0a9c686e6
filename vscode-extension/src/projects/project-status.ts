import * as vscode from "vscode";
import { documentSelector } from "../language/selector.ts";
import type { Services } from "../services.ts";
import { documentWords, findingIcon, findingWords } from "./finding-words.ts";

type StatusServices = Pick<Services, "context" | "projects" | "desks">;

/**
 * Says which project it is about, what was found in it and where its extracts run: in the status bar while there is a project,
 * and beside the language of its documents.
 */
export function registerProjectStatus({ context, projects, desks }: StatusServices): void {
  const bar = vscode.window.createStatusBarItem("datafeed.project", vscode.StatusBarAlignment.Left, 9);
  bar.name = vscode.l10n.t("Datafeed Project");
  const beside = vscode.languages.createLanguageStatusItem("datafeed.project", documentSelector);
  beside.name = vscode.l10n.t("Datafeed");

  const show = (): void => {
    const project = projects.current;
    void vscode.commands.executeCommand("setContext", "datafeed.hasProject", project !== undefined);
    if (project === undefined) {
      bar.hide();
      beside.text = vscode.l10n.t("No Datafeed project");
      beside.detail = vscode.l10n.t("none of the folders around this file holds a datafeed.yaml");
      beside.command = { title: vscode.l10n.t("Create a Project"), command: "datafeed.initProject" };
      beside.severity = vscode.LanguageStatusSeverity.Warning;
      return;
    }
    const { findings, loaded } = project;
    const name = loaded.project?.value.organization ?? vscode.workspace.asRelativePath(project.folder);
    const words = findingWords(findings);
    const icon = findingIcon(findings);
    const { place } = desks;
    const where = place?.type === "server" ? hostOf(place.url) : vscode.l10n.t("this machine");
    bar.text = words === undefined ? `$(database) ${name}` : `$(${icon}) ${name}: ${words}`;
    bar.tooltip = vscode.l10n.t("Datafeed: {0}. Extracts run on {1}.", words ?? documentWords(loaded.documents), where);
    bar.accessibilityInformation = { label: vscode.l10n.t("Datafeed project {0}: {1}", name, words ?? vscode.l10n.t("sound")) };
    bar.command = words === undefined ? "datafeed.selectPlace" : "workbench.actions.view.problems";
    bar.show();
    beside.text = words ?? vscode.l10n.t("{0}, sound", documentWords(loaded.documents));
    beside.detail = vscode.l10n.t("{0}, on {1}", name, where);
    beside.severity = severities[icon];
    beside.command =
      words === undefined
        ? { title: vscode.l10n.t("Validate"), command: "datafeed.validate" }
        : { title: vscode.l10n.t("Show Problems"), command: "workbench.actions.view.problems" };
  };
  context.subscriptions.push(bar, beside, projects.onDidChange(show), desks.onDidChange(show));
  show();
}

const severities = {
  check: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
