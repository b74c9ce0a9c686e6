import * as vscode from "vscode";
import { type Diagnostic, loadProject, type TextFile } from "../../runner/src/language.ts";

/** Long enough not to load the project at each key, short enough to feel at once. */
const delayMs = 250;

/** The findings of every Datafeed project in the workspace, in the Problems view and in the text. */
export class ProjectDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("datafeed");
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  /** Loads the projects again when nothing has changed for a moment. */
  refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), delayMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#collection.dispose();
  }

  async #refresh(): Promise<void> {
    const round = ++this.#round;
    const projects = await vscode.workspace.findFiles("**/datafeed.yaml", "**/node_modules/**");
    const found = (await Promise.all(projects.map((project) => diagnose(vscode.Uri.joinPath(project, ".."))))).flat();
    // A newer round has begun: its findings count.
    if (round !== this.#round) return;
    this.#collection.clear();
    this.#collection.set(found);
  }
}

async function diagnose(root: vscode.Uri): Promise<[vscode.Uri, vscode.Diagnostic[]][]> {
  const pattern = new vscode.RelativePattern(
    root,
    "{datafeed.yaml,{extracts,templates}/**/*.{extract,template,schedule}.yaml}",
  );
  const uris = await vscode.workspace.findFiles(pattern, "**/node_modules/**");
  const files = await Promise.all(uris.map((uri) => read(root, uri)));
  const connections = await readConnections(root);
  const today = new Date().toISOString().slice(0, 10);
  const loaded = loadProject({ files: files.sort(byPath), ...connections }, { today });
  const byFile = Map.groupBy(loaded.diagnostics, (diagnostic) => diagnostic.file);
  return [...byFile].map(([file, list]) => [vscode.Uri.joinPath(root, file), list.map(toEditor)]);
}

/** A document as it stands in the editor, saved or not. */
async function read(root: vscode.Uri, uri: vscode.Uri): Promise<TextFile> {
  const document = await vscode.workspace.openTextDocument(uri);
  return { path: uri.path.slice(root.path.length + 1), text: document.getText() };
}

async function readConnections(root: vscode.Uri): Promise<{ connections?: TextFile & { trusted: boolean } }> {
  const [uri] = await vscode.workspace.findFiles(new vscode.RelativePattern(root, "connections.yaml"));
  return uri === undefined ? {} : { connections: { ...(await read(root, uri)), trusted: false } };
}

/** datafeed.yaml first, as the reader of the runner has it. */
function byPath(one: TextFile, other: TextFile): number {
  if (one.path === "datafeed.yaml") return -1;
  if (other.path === "datafeed.yaml") return 1;
  return one.path < other.path ? -1 : 1;
}

function toEditor(diagnostic: Diagnostic): vscode.Diagnostic {
  const { start, end } = diagnostic.range ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  const range = new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
  const severity = diagnostic.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const shown = new vscode.Diagnostic(range, [diagnostic.message, diagnostic.hint].filter(Boolean).join(" "), severity);
  shown.source = "datafeed";
  shown.code = diagnostic.code;
  return shown;
}
