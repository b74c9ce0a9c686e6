import * as vscode from "vscode";
import { type DocumentSymbol, symbols } from "../../../runner/src/language.ts";
import type { Projects } from "../services.ts";
import { editedDocument, rangeAt } from "./edited-file.ts";

const kinds: Readonly<Record<DocumentSymbol["kind"], vscode.SymbolKind>> = {
  document: vscode.SymbolKind.Object,
  field: vscode.SymbolKind.Field,
  group: vscode.SymbolKind.Module,
  list: vscode.SymbolKind.Array,
  value: vscode.SymbolKind.Property,
};

/** The outline and the breadcrumbs of a document. */
export function symbolProvider(projects: Projects): vscode.DocumentSymbolProvider {
  return {
    provideDocumentSymbols: (document) => {
      const { file } = editedDocument(projects, document);
      const convert = (symbol: DocumentSymbol): vscode.DocumentSymbol => {
        const range = rangeAt(document, symbol);
        const selection = rangeAt(document, symbol.selection);
        const shown = new vscode.DocumentSymbol(symbol.name, symbol.detail, kinds[symbol.kind], range, selection);
        shown.children = symbol.children.map(convert);
        return shown;
      };
      return symbols(file).map(convert);
    },
  };
}
