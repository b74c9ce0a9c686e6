import * as vscode from "vscode";
import { documentSelector } from "../language/selector.ts";
import type { OpenProject, Services } from "../services.ts";
import { type ProductChoice, productChoice } from "../views/product.ts";
import { documentWords, findingIcon, findingWords } from "./finding-words.ts";

type StatusServices = Pick<Services, "context" | "projects" | "desks">;

/**
 * Says which project it is about, what was found in it, which product was chosen and where extracts run: in the status bar, and
 * beside the language of a document.
 */
export function registerProjectStatus({ context, projects, desks }: StatusServices): void {
  const bar = vscode.window.createStatusBarItem("datafeed.project", vscode.StatusBarAlignment.Left, 9);
  bar.name = vscode.l10n.t("Datafeed Project");
  const beside = vscode.languages.createLanguageStatusItem("datafeed.project", documentSelector);
  beside.name = "Datafeed";
  const choice = productChoice(context);
  const show = (): void => {
    const project = projects.current;
    void vscode.commands.executeCommand("setContext", "datafeed.hasProject", project !== undefined);
    const { place } = desks;
    const server = place?.type === "server" ? (URL.parse(place.url)?.host ?? place.url) : undefined;
    showBar(bar, project, choice, server);
    showBeside(beside, project, server);
  };
  context.subscriptions.push(bar, beside, projects.onDidChange(show), desks.onDidChange(show), choice.onDidChange(show));
  show();
}

/** A click leads to the problems; without any, to the choice of product. */
function showBar(bar: vscode.StatusBarItem, project: OpenProject | undefined, choice: ProductChoice, server?: string): void {
  const name = project === undefined ? server : nameOf(project);
  if (name === undefined) {
    bar.hide();
    return;
  }
  const words = project && findingWords(project.findings);
  const icon = project === undefined ? "server" : words === undefined ? "database" : findingIcon(project.findings);
  const parts = [name, productOf(project, choice), words].filter((part) => part !== undefined);
  bar.text = `$(${icon}) ${parts.join(" · ")}`;
  bar.tooltip = tooltipOf(project, server);
  bar.accessibilityInformation = { label: vscode.l10n.t("Datafeed: {0}", parts.join(", ")) };
  bar.command = words === undefined ? "datafeed.selectProduct" : "workbench.actions.view.problems";
  bar.show();
}

function showBeside(item: vscode.LanguageStatusItem, project: OpenProject | undefined, server?: string): void {
  if (project === undefined) {
    item.text = vscode.l10n.t("No Datafeed project");
    item.detail = vscode.l10n.t("none of the folders around this file holds a datafeed.yaml");
    item.command = { title: vscode.l10n.t("Create a Project"), command: "datafeed.initProject" };
    item.severity = vscode.LanguageStatusSeverity.Warning;
    return;
  }
  const words = findingWords(project.findings);
  item.text = words ?? vscode.l10n.t("{0}, sound", documentWords(project.loaded.documents));
  item.detail = vscode.l10n.t("{0}, on {1}", nameOf(project), server ?? vscode.l10n.t("this machine"));
  item.severity = severities[findingIcon(project.findings)];
  item.command =
    words === undefined
      ? { title: vscode.l10n.t("Validate"), command: "datafeed.validate" }
      : { title: vscode.l10n.t("Show Problems"), command: "workbench.actions.view.problems" };
}

const severities = {
  check: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;

function nameOf({ loaded, folder }: OpenProject): string {
  return loaded.project?.value.organization ?? vscode.workspace.asRelativePath(folder);
}

function productOf(project: OpenProject | undefined, { id }: ProductChoice): string | undefined {
  return id === undefined ? undefined : (project?.loaded.project?.value.products[id]?.name ?? id);
}

function tooltipOf(project: OpenProject | undefined, server: string | undefined): vscode.MarkdownString {
  const { l10n } = vscode;
  const links: readonly (readonly [string, string])[] = [
    [l10n.t("Data Extracts"), "datafeed.openPortal"],
    [l10n.t("Select Product"), "datafeed.selectProduct"],
    [l10n.t("Choose Project or Server"), "datafeed.selectPlace"],
    [l10n.t("Validate Project"), "datafeed.validate"],
  ];
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: links.map(([, command]) => command) };
  const words = project && (findingWords(project.findings) ?? documentWords(project.loaded.documents));
  if (words !== undefined) tooltip.appendText(`${words}\n`);
  tooltip.appendText(l10n.t("Extracts run on {0}.", server ?? l10n.t("this machine")));
  tooltip.appendMarkdown(`\n\n${links.map(([title, command]) => `[${title}](command:${command})`).join(" · ")}`);
  return tooltip;
}
