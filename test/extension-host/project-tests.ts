import assert from "node:assert/strict";
import * as vscode from "vscode";
import { type Diagnostic, loadProject } from "../../runner/src/language.ts";
import { readProject } from "../../runner/src/project/read-project.ts";
import { ask, code, folder, open, remove, until, write } from "./editor.ts";

const sound = `kind: Extract
name: unsaved
product: ixhello-employee
owner: amy
template: ContactDetails
fields: [Contact ID]
window: { start: "2026-04-05", end: "2026-04-06" }
`;

/** How the extension knows the projects of the workspace. */
export const projectTests: Readonly<Record<string, () => Promise<void>>> = {
  "the editor shows what `datafeed validate` says, of every file": async () => {
    await write("extracts/broken.extract.yaml", "kind: Extract\nname: [broken\n");
    await write("extracts/odd.extract.yaml", "kind: Extract\nname: odd\ncolour: red\nshared: yes\n");
    await write("extracts/ignored.yaml", "kind: Extract\n");
    await write("extracts/latin.extract.yaml", Buffer.from([0x6e, 0xe9, 0x0a]));
    await write("templates/t.template.yaml", "kind: Template\nname: T\nfields: {}\n");
    const texts = await readProject(folder().fsPath);
    const loaded = loadProject(texts, { today: new Date().toISOString().slice(0, 10) });
    const wanted = [...texts.diagnostics, ...loaded.diagnostics].map(line).sort();
    for (const found of ["file-not-utf8", "file-ignored", "unknown-key", "missing-key"]) {
      assert.ok(
        wanted.some((each) => each.includes(found)),
        `no ${found} in the example`,
      );
    }
    await until(vscode.languages.onDidChangeDiagnostics, () => shown().join("\n") === wanted.join("\n")).catch(() => {});
    assert.deepEqual(shown(), wanted);
  },

  "a project inside of another one stands for itself": async () => {
    await write("team/datafeed.yaml", "kind: Project\nversion: 1\n");
    await write("team/extracts/mine.extract.yaml", "kind: Extract\nname: mine\n");
    const inner = vscode.Uri.joinPath(folder(), "team/datafeed.yaml");
    await until(vscode.languages.onDidChangeDiagnostics, () => vscode.languages.getDiagnostics(inner).length > 0);
    const lost = until(vscode.languages.onDidChangeDiagnostics, () => vscode.languages.getDiagnostics(inner).length === 0);
    await remove("team");
    await lost;
  },

  "text that was not saved counts, and stops counting when it is taken back": async () => {
    const document = await open("extracts/unsaved.extract.yaml", sound);
    const at = document.positionAt(sound.indexOf("amy"));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(at, at.translate(0, 3)), "nobody");
    await vscode.workspace.applyEdit(edit);
    assert.ok(document.isDirty);
    await until(vscode.languages.onDidChangeDiagnostics, () => has(document.uri, "owner-unknown"));
    await vscode.commands.executeCommand("undo");
    await until(vscode.languages.onDidChangeDiagnostics, () => !has(document.uri, "owner-unknown"));
  },

  "what another YAML extension says is not said again": async () => {
    const other = vscode.languages.createDiagnosticCollection("other");
    try {
      const document = await open("extracts/twice.extract.yaml", `${sound.replace("unsaved", "twice")}colour: red\n`);
      await until(vscode.languages.onDidChangeDiagnostics, () => has(document.uri, "unknown-key"));
      const twin = new vscode.Diagnostic(new vscode.Range(7, 0, 7, 6), "Property colour is not allowed.");
      twin.source = "yaml-schema: Extract";
      other.set(document.uri, [twin]);
      await until(vscode.languages.onDidChangeDiagnostics, () => !has(document.uri, "unknown-key"));
      const fixes = await ask<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, twin.range);
      assert.ok(
        fixes.some(({ title }) => title.includes("colour")),
        "its quick fix is gone, too",
      );
      other.clear();
      await until(vscode.languages.onDidChangeDiagnostics, () => has(document.uri, "unknown-key"));
    } finally {
      other.dispose();
    }
  },

  "the SQL of an extract follows its text, and keeps the last sound query": async () => {
    const document = await open("extracts/unsaved.extract.yaml", sound);
    await until(vscode.languages.onDidChangeDiagnostics, () => true);
    await vscode.commands.executeCommand("datafeed.showSql", { extract: "unsaved" });
    const sql = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "datafeed-sql");
    assert.ok(sql, "no document with the SQL");
    assert.equal(sql.languageId, "sql");
    const changed = (words: RegExp) => until(vscode.workspace.onDidChangeTextDocument, () => words.test(sql.getText()));
    await changed(/"contact_id"/);
    await replace(document, "[Contact ID]", "[Channel]");
    await changed(/"source"\."channel" AS "Channel"/);
    await replace(document, "[Channel]", "[Chanel]");
    await changed(/^-- ⚠ .*\n[\s\S]*"source"\."channel" AS "Channel"/);
    await replace(document, "[Chanel]", "[Channel]");
    await changed(/^-- unsaved/);
  },

  "all places that name a template are found": async () => {
    const document = await open("extracts/unsaved.extract.yaml", sound);
    const place = document.positionAt(sound.indexOf("ContactDetails") + 3);
    const places = await ask<vscode.Location[]>("vscode.executeReferenceProvider", document.uri, place);
    const files = places.map(({ uri }) => uri.path.split("/").at(-1));
    for (const file of [
      "unsaved.extract.yaml",
      "web-chat-weekly.extract.yaml",
      "ContactDetails.template.yaml",
      "datafeed.yaml",
    ]) {
      assert.ok(files.includes(file), `${file} is not among ${files.join(", ")}`);
    }
  },

  "tasks validate the project and run its extracts": async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: "datafeed" });
    const names = tasks.map(({ name }) => name);
    assert.ok(names.includes("validate") && names.includes("run web-chat-weekly"), names.join(", "));
    const validate = tasks.find(({ name }) => name === "validate");
    assert.ok(validate);
    const ended = new Promise<number | undefined>((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== "validate") return;
        listener.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(validate);
    assert.equal(await ended, 0);
  },
};

async function replace(document: vscode.TextDocument, words: string, others: string): Promise<void> {
  const start = document.getText().indexOf(words);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + words.length));
  edit.replace(document.uri, range, others);
  await vscode.workspace.applyEdit(edit);
}

function has(uri: vscode.Uri, wanted: string): boolean {
  return vscode.languages.getDiagnostics(uri).some((diagnostic) => code(diagnostic) === wanted);
}

/** A finding in one line: file, place, severity, code, words. */
function line({ file, range, severity, code, message, hint }: Diagnostic): string {
  const { line, column } = range?.start ?? { line: 1, column: 1 };
  return `${file}:${line}:${column} ${severity} ${code} ${hint === undefined ? message : `${message} ${hint}`}`;
}

/** What the editor shows of the project, in the same form. */
function shown(): readonly string[] {
  const root = `${folder().path}/`;
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, list]) =>
      list
        .filter(({ source }) => source === "datafeed")
        .map((each) => {
          const severity = each.severity === vscode.DiagnosticSeverity.Error ? "error" : "warning";
          const { line, character } = each.range.start;
          const path = uri.path.slice(root.length);
          return `${path}:${line + 1}:${character + 1} ${severity} ${String(code(each))} ${each.message}`;
        }),
    )
    .sort();
}
