import assert from "node:assert/strict";
import * as vscode from "vscode";
import { after, ask, closeAll, code, labels, open, until } from "./editor.ts";
import { projectTests } from "./project-tests.ts";

/** Tests that run inside the extension host, on the example project: what an editor is told, by its real API. */
const tests: Readonly<Record<string, () => Promise<void>>> = {
  "every contributed command is registered once the extension is active": async () => {
    const extension = vscode.extensions.getExtension("datafeed.datafeed-vscode");
    assert.ok(extension, "the extension is not installed");
    await extension.activate();
    const contributed: readonly { command: string }[] = extension.packageJSON.contributes.commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributed.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  "a mistake is diagnosed with its code, and mended by its quick fix": async () => {
    const document = await open("extracts/mistake.extract.yaml", extract("ContactDetials"));
    const found = await until(vscode.languages.onDidChangeDiagnostics, () =>
      vscode.languages.getDiagnostics(document.uri).find((diagnostic) => code(diagnostic) === "template-unknown"),
    );
    assert.equal(document.getText(found.range), "ContactDetials");
    const actions = await ask<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, found.range);
    const fix = actions.find((action) => action.edit !== undefined && action.title.includes("ContactDetails"));
    assert.ok(fix?.edit, `there is no quick fix among: ${actions.map((action) => action.title).join("; ")}`);
    await vscode.workspace.applyEdit(fix.edit);
    await document.save();
    await until(vscode.languages.onDidChangeDiagnostics, () =>
      vscode.languages.getDiagnostics(document.uri).every((diagnostic) => code(diagnostic) !== "template-unknown"),
    );
    assert.match(document.getText(), /^template: ContactDetails$/m);
  },

  "completion names the templates, and the fields that are not chosen yet": async () => {
    const text = extract("", "fields: [Contact ID, ]");
    const document = await open("extracts/completed.extract.yaml", text);
    assert.ok((await labels(document, "template: ")).includes("ContactDetails"));
    const chosen = await open("extracts/chosen.extract.yaml", extract("ContactDetails", "fields: [Contact ID, ]"));
    const fields = await labels(chosen, "fields: [Contact ID, ");
    assert.ok(fields.includes("Channel"), `no Channel among ${fields.join(", ")}`);
    assert.ok(!fields.includes("Contact ID"), "Contact ID is offered again");
  },

  "hover describes a field": async () => {
    const document = await open("extracts/hovered.extract.yaml", extract("ContactDetails", "fields: [Duration(ms)]"));
    const hovers = await ask<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, after(document, "[Dur"));
    const text = hovers.flatMap(({ contents }) =>
      contents.map((content) => (typeof content === "string" ? content : content.value)),
    );
    assert.match(text.join("\n"), /Duration\(ms\)/);
  },

  "a template's name leads to its document": async () => {
    const document = await open("extracts/leading.extract.yaml", extract("ContactDetails"));
    const places = await ask<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      after(document, "template: Con"),
    );
    const targets = places.map((place) => ("targetUri" in place ? place.targetUri : place.uri).path);
    assert.deepEqual(
      targets.map((path) => path.split("/").at(-1)),
      ["ContactDetails.template.yaml"],
    );
  },

  "Run, Preview and SQL stand above an extract, and the outline names it": async () => {
    const document = await open("extracts/outlined.extract.yaml", extract("ContactDetails"));
    const lenses = await ask<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 20);
    const titles = lenses.map((lens) => lens.command?.title ?? "").join("|");
    for (const word of ["Run", "Preview", "SQL"]) assert.ok(titles.includes(word), `no ${word} in ${titles}`);
    const symbols = await ask<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", document.uri);
    assert.ok(
      symbols.some((symbol) => symbol.name.includes("smoke")),
      `the outline is ${symbols.map(({ name }) => name).join(", ")}`,
    );
  },

  ...projectTests,
};

/** Run by VS Code; throws when a test failed. */
export async function run(): Promise<void> {
  const failed: string[] = [];
  console.log(`VS Code ${vscode.version} on Node ${process.versions.node}`);
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok: ${name}`);
    } catch (error) {
      failed.push(`${name}\n${error instanceof Error ? (error.stack ?? error.message) : error}`);
      console.log(`FAILED: ${failed.at(-1)}`);
    } finally {
      await closeAll();
    }
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${Object.keys(tests).length} failed:\n${failed.join("\n\n")}`);
}

function extract(template: string, fields = "fields: all"): string {
  const head = "kind: Extract\nname: smoke\nproduct: ixhello-employee\nowner: amy\n";
  return `${head}template: ${template}\n${fields}\nwindow: { start: "2026-04-05", end: "2026-04-06" }\n`;
}
