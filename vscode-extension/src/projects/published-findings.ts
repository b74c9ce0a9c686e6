import * as vscode from "vscode";
import type { Diagnostic } from "../../../runner/src/errors/diagnostic.ts";
import type { OpenProject } from "../services.ts";
import { editorDiagnostic } from "./editor-diagnostic.ts";
import { withoutTwins } from "./twins.ts";

/** A task's last findings arrive after its end. */
const afterTaskMs = 500;

/** What one project has in the Problems view. Files whose findings stay the same are not touched. */
export class PublishedFindings implements vscode.Disposable {
  readonly #project: Pick<OpenProject, "uriOf">;
  readonly #collection: vscode.DiagnosticCollection;
  #byFile = new Map<string, readonly Diagnostic[]>();
  readonly #shown = new Map<string, string>();
  readonly #listening: vscode.Disposable;
  #afterTask: NodeJS.Timeout | undefined;

  /** @param collection Of all projects: a task's findings of the same owner replace it, so that none is there twice. */
  constructor(project: Pick<OpenProject, "uriOf">, collection: vscode.DiagnosticCollection) {
    this.#project = project;
    this.#collection = collection;
    this.#listening = vscode.Disposable.from(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => this.#lookAgain(uris)),
      vscode.tasks.onDidEndTask(() => {
        clearTimeout(this.#afterTask);
        this.#afterTask = setTimeout(() => this.publishAgain(), afterTaskMs);
      }),
    );
  }

  publish(findings: readonly Diagnostic[]): void {
    this.#byFile = Map.groupBy(findings, ({ file }) => file);
    for (const file of this.#shown.keys()) {
      if (!this.#byFile.has(file)) this.#remove(file);
    }
    for (const file of this.#byFile.keys()) this.#show(file);
  }

  /** A task's findings took the place of these: it reads lines, and what is not saved it does not know. */
  publishAgain(): void {
    this.#shown.clear();
    for (const file of this.#byFile.keys()) this.#show(file);
  }

  dispose(): void {
    clearTimeout(this.#afterTask);
    this.#listening.dispose();
    for (const file of [...this.#shown.keys()]) this.#remove(file);
  }

  /** Another extension says something new of our files. */
  #lookAgain(uris: readonly vscode.Uri[]): void {
    if (this.#byFile.size === 0) return;
    const changed = new Set(uris.map(String));
    for (const file of this.#byFile.keys()) {
      if (changed.has(this.#project.uriOf(file).toString())) this.#show(file);
    }
  }

  #show(file: string): void {
    const uri = this.#project.uriOf(file);
    const findings = withoutTwins(this.#byFile.get(file) ?? [], othersOf(uri));
    const key = JSON.stringify(findings);
    if (this.#shown.get(file) === key) return;
    this.#shown.set(file, key);
    this.#collection.set(uri, findings.map(editorDiagnostic));
  }

  #remove(file: string): void {
    this.#shown.delete(file);
    this.#collection.delete(this.#project.uriOf(file));
  }
}

function othersOf(uri: vscode.Uri) {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source !== "datafeed")
    .map(({ source, message, range }) => ({ source, message, line: range.start.line + 1 }));
}
