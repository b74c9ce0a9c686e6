import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { chooseExtract } from "../commands/choose-extract.ts";
import { registerCommand } from "../commands/register.ts";
import type { OpenProject, Services } from "../services.ts";
import { SqlDocuments } from "./sql-documents.ts";

/** The command that shows the query of an extract. */
export function registerSql(services: Services): void {
  const documents = new SqlDocuments(services.projects);
  services.context.subscriptions.push(documents);
  registerCommand(services.context, "datafeed.showSql", async (target?: unknown) => {
    const extract = await chooseExtract(services, target, vscode.l10n.t("Show SQL"));
    if (extract === undefined) return;
    await services.projects.ready();
    await documents.show(projectOf(services.projects.all, services.projects.current, extract), extract);
  });
}

/** The project that knows the extract: the current one, else another of the window. Errors: `project-missing`. */
function projectOf(all: readonly OpenProject[], current: OpenProject | undefined, extract: string): OpenProject {
  const knows = ({ loaded }: OpenProject): boolean =>
    loaded.extracts.has(extract) || loaded.unsound.some(({ kind, name }) => kind === "Extract" && name === extract);
  const found = current !== undefined && knows(current) ? current : (all.find(knows) ?? current);
  if (found !== undefined) return found;
  throw new DatafeedError(
    "project-missing",
    vscode.l10n.t("The SQL of an extract is made from its documents: none are open."),
    {
      hint: vscode.l10n.t("Open a folder that holds a datafeed.yaml."),
    },
  );
}
