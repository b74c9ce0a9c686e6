import * as vscode from "vscode";
import { type Completion, type CompletionKind, complete, resolveCompletion } from "../../../runner/src/language.ts";
import type { Projects } from "../services.ts";
import { editedDocument, markdown, rangeAt } from "./edited-file.ts";
import { hasOtherSchema } from "./other-yaml.ts";

/**
 * Letters, too: the editor takes every word of YAML for a string, and offers nothing inside of strings by itself. Where nothing
 * can be chosen, nothing opens.
 */
export const completionTriggers = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
  " ",
  ":",
  "-",
  "[",
  "{",
  ",",
  '"',
  "'",
  "/",
];

const kinds: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  field: vscode.CompletionItemKind.Field,
  template: vscode.CompletionItemKind.Class,
  product: vscode.CompletionItemKind.Module,
  user: vscode.CompletionItemKind.User,
  zone: vscode.CompletionItemKind.Constant,
  operator: vscode.CompletionItemKind.Operator,
  schedule: vscode.CompletionItemKind.Event,
  extract: vscode.CompletionItemKind.File,
  warehouse: vscode.CompletionItemKind.Struct,
  destination: vscode.CompletionItemKind.Folder,
  notifier: vscode.CompletionItemKind.Interface,
  table: vscode.CompletionItemKind.Struct,
  column: vscode.CompletionItemKind.Field,
  snippet: vscode.CompletionItemKind.Snippet,
};

class Item extends vscode.CompletionItem {
  readonly completion: Completion;

  constructor(document: vscode.TextDocument, completion: Completion) {
    const { label, kind, detail, edit, snippet, sortText, filterText, suggestNext } = completion;
    super(detail === undefined ? label : { label, description: detail }, kinds[kind]);
    this.completion = completion;
    this.range = rangeAt(document, edit);
    this.insertText = snippet ? new vscode.SnippetString(edit.text) : edit.text;
    this.keepWhitespace = true;
    this.sortText = sortText;
    if (filterText !== undefined) this.filterText = filterText;
    if (suggestNext) this.command = { title: vscode.l10n.t("Suggest"), command: "editor.action.triggerSuggest" };
  }
}

/** What can be written at the cursor. */
export function completionProvider(projects: Projects): vscode.CompletionItemProvider<Item> {
  return {
    provideCompletionItems: async (document, position) => {
      // Who asks before the project is known would be offered keys alone.
      if (projects.of(document.uri)?.loaded.project === undefined) await projects.ready();
      const { file, loaded, textOf } = editedDocument(projects, document);
      const user = vscode.workspace.getConfiguration("datafeed", document).get("user", "");
      const found = complete(file, document.offsetAt(position), loaded, {
        today: new Date().toISOString().slice(0, 10),
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...(user !== "" && { user }),
        textOf,
      });
      const shown = hasOtherSchema(document) ? found.filter(({ kind }) => kind !== "key") : found;
      return shown.map((completion) => new Item(document, completion));
    },
    resolveCompletionItem: (item) => {
      const { documentation } = resolveCompletion(item.completion);
      if (documentation !== undefined) item.documentation = markdown(documentation);
      return item;
    },
  };
}
