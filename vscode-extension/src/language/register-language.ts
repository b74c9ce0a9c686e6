import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { codeActionKinds, codeActionProvider } from "./code-actions.ts";
import { ExtractLenses } from "./code-lens.ts";
import { completionProvider, completionTriggers } from "./completion.ts";
import { hoverProvider } from "./hover.ts";
import { definitionProvider, referenceProvider } from "./navigation.ts";
import { documentSelector, extractSelector } from "./selector.ts";
import { registerSql } from "./show-sql.ts";
import { symbolProvider } from "./symbols.ts";

/** What the editor knows of documents while they are written: trusted or not, saved or not, sound or not. */
export function registerLanguage(services: Services): void {
  const { languages } = vscode;
  const { projects } = services;
  registerSql(services);
  const lenses = new ExtractLenses(services);
  services.context.subscriptions.push(
    lenses,
    languages.registerCodeLensProvider(extractSelector, lenses),
    languages.registerCompletionItemProvider(documentSelector, completionProvider(projects), ...completionTriggers),
    languages.registerHoverProvider(documentSelector, hoverProvider(projects)),
    languages.registerCodeActionsProvider(documentSelector, codeActionProvider(projects), codeActionKinds),
    languages.registerDefinitionProvider(documentSelector, definitionProvider(projects)),
    languages.registerReferenceProvider(documentSelector, referenceProvider(projects)),
    languages.registerDocumentSymbolProvider(documentSelector, symbolProvider(projects), { label: "Datafeed" }),
  );
}
