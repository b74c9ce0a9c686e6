import assert from "node:assert/strict";
import * as vscode from "vscode";

const written = new Set<string>();

/** The folder that is open. */
export function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, "no folder is open");
  return first.uri;
}

/** Writes a file into the folder; it is gone after the test. */
export async function write(path: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), path);
  await vscode.workspace.fs.writeFile(uri, typeof content === "string" ? Buffer.from(content) : content);
  written.add(uri.toString());
  return uri;
}

/** Removes a file or folder before the test is over. */
export async function remove(path: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder(), path);
  await vscode.workspace.fs.delete(uri, { recursive: true });
  for (const each of written) if (each.startsWith(uri.toString())) written.delete(each);
}

/** Writes a document into the folder and opens it. */
export async function open(path: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await write(path, text));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Extracts of one name in two files would be a mistake of the next test's. */
export async function closeAll(): Promise<void> {
  // What a test left unsaved would ask whether to save it.
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) await document.save();
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  for (const uri of written) await vscode.workspace.fs.delete(vscode.Uri.parse(uri));
  written.clear();
}

export function after(document: vscode.TextDocument, text: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(text) + text.length);
}

export async function labels(document: vscode.TextDocument, text: string): Promise<readonly string[]> {
  const place = after(document, text);
  const list = await ask<vscode.CompletionList>("vscode.executeCompletionItemProvider", document.uri, place);
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

export function code({ code }: vscode.Diagnostic): unknown {
  return typeof code === "object" ? code.value : code;
}

export async function ask<Answer>(command: string, ...args: readonly unknown[]): Promise<Answer> {
  return await vscode.commands.executeCommand<Answer>(command, ...args);
}

/** What `look` finds, at once or after one of these events. */
export function until<Found>(event: vscode.Event<unknown>, look: () => Found | undefined | false): Promise<Found> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error("it did not come to be within 20 seconds"))), 20_000);
    const listener = event(check);
    function end(then: () => void): void {
      clearTimeout(timer);
      listener.dispose();
      then();
    }
    function check(): void {
      const found = look();
      if (found !== undefined && found !== false) end(() => resolve(found));
    }
    check();
  });
}
