import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { scaffoldProject } from "../../runner/src/scaffold/scaffold-project.ts";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

workbenchTest(
  "a project is made in an empty folder, file by file as `datafeed init` makes it, and nothing is written over later",
  { only: [], files: { "notes.txt": "mine\n" }, program: "none" },
  async ({ editor, messages, panel, quickInput }, workspace) => {
    const asked = (words: string) => quickInput.widget.getByText(words).waitFor();
    await quickInput.command("Datafeed: Create a Project");
    await asked("The product whose data");
    await quickInput.type("IXHello - Employee");
    await asked("The organisation");
    await quickInput.type("Acme");
    await asked("Your user name");
    await quickInput.field.fill("Amy Chen");
    await quickInput.error.filter({ hasText: "amy-chen" }).waitFor();
    await quickInput.type("amy-chen");
    await editor.tab("contacts-april").waitFor();
    await messages.said("The project is ready");
    for (const { path, text } of scaffoldProject({ name: "IXHello - Employee", organization: "Acme", user: "amy-chen" })) {
      expect(readFileSync(workspace.path(path), "utf8"), path).toBe(text);
    }
    await panel.statusItem("Acme").waitFor();
    await editor.lens("SQL").waitFor();

    await quickInput.command("Datafeed: Create a Project");
    for (const words of ["The product whose data", "The organisation", "Your user name"]) {
      await asked(words);
      await quickInput.type("other");
    }
    expect(await messages.said("is there already")).toMatch(/nothing is written over/);
  },
);

workbenchTest(
  "Validate says in one sentence how much there is to mend, and lists it with codes",
  { files: { "extracts/odd.extract.yaml": "kind: Extract\nname: odd\ncolour: red\n" } },
  async ({ messages, panel, quickInput }) => {
    await quickInput.command("Datafeed: Validate Project");
    expect(await messages.said("are listed under Problems")).toMatch(/^4 errors in \d+ documents\./);
    await panel.problem("unknown-key").waitFor();
    await panel.problem(/The key `template` is missing.*/).waitFor();
    await panel.statusItem("4 errors").waitFor();
  },
);

workbenchTest(
  "the SQL stands beside the YAML and follows what is typed, saved or not",
  {},
  async ({ editor, page, quickInput }, workspace) => {
    const yaml = readFileSync(workspace.path("extracts/ixHelloExtract1.extract.yaml"), "utf8");
    await editor.open("ixHelloExtract1.extract.yaml");
    await editor.lens("SQL").click();
    const line = (text: string) => page.locator(".editor-instance .view-line", { hasText: text }).first();
    await line('"Collect State"').waitFor();
    await editor.focus();
    await editor.replaceAll(yaml.replace("fields: all", "fields: [Contact ID]"));
    await line('"Collect State"').waitFor({ state: "detached" });
    await line('"contact_id"').waitFor();
    await quickInput.command("File: Revert File");
    await line('"Collect State"').waitFor();
  },
);
