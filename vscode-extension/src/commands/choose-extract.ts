import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { extractAt } from "./extract-at.ts";
import { isExtractTarget } from "./targets.ts";

/** The most that a list offers; further ones are found by typing their name on a server, too. */
const most = 1000;

/**
 * The extract that a command is about: of its target, else at the cursor of the active editor, else chosen from a list. A menu of
 * an editor hands in its document. Undefined when none is chosen. Errors: the desk's, where a server is asked for its extracts.
 */
export async function chooseExtract(services: Services, target: unknown, title: string): Promise<string | undefined> {
  // What is opened for the extract belongs to a place, and that is known once the projects were found.
  if (services.desks.place === undefined) await services.projects.ready();
  if (isExtractTarget(target)) return target.extract;
  return extractAtCursor(target instanceof vscode.Uri ? target : undefined) ?? (await pickExtract(services, title));
}

/** In the given document, else in that of the active editor. */
function extractAtCursor(uri: vscode.Uri | undefined): string | undefined {
  const active = vscode.window.activeTextEditor;
  const editor = uri === undefined || active?.document.uri.toString() === uri.toString() ? active : undefined;
  const document = editor?.document ?? vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri?.toString());
  if (document === undefined || !document.uri.path.endsWith(".extract.yaml")) return undefined;
  return extractAt(document.getText(), editor === undefined ? 0 : document.offsetAt(editor.selection.active));
}

async function pickExtract({ desks, projects }: Services, title: string): Promise<string | undefined> {
  const items = async (): Promise<vscode.QuickPickItem[]> => {
    if (desks.place?.type === "server") {
      const { items } = await (await desks.current()).listExtracts({ pageSize: most, sort: "name" });
      return items.map(({ name, product, owner }) => ({ label: name, description: `${product.name}, ${owner}` }));
    }
    await projects.ready();
    const loaded = projects.current?.loaded;
    const sound = [...(loaded?.extracts.values() ?? [])];
    return sound
      .map(({ name, product, owner }) => ({ label: name, description: `${product.name}, ${owner}` }))
      .sort((one, other) => one.label.localeCompare(other.label));
  };
  const placeHolder = vscode.l10n.t("Choose an extract");
  const chosen = await vscode.window.showQuickPick(items(), { title, placeHolder, matchOnDescription: true });
  return chosen?.label;
}
