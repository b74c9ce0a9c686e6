import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datafeedHere } from "../cli/in-process.ts";
import { TestProject } from "../cli/test-project.ts";
import { git } from "../support/actions/change-repository.ts";
import { readLog } from "../support/actions/workflow-commands.ts";

let project: TestProject;
beforeAll(() => {
  project = TestProject.withDocuments();
  git(project.folder, "init", "--quiet", "--initial-branch=main");
  git(project.folder, "add", "project");
  git(project.folder, "commit", "--quiet", "--message", "Start");
});
afterAll(() => project[Symbol.dispose]());

test("plan tells findings as annotations at their places in the repository, and writes the plan into a folder", async () => {
  const extract = "extracts/contacts-for-excel.extract.yaml";
  project.write(extract, project.read(extract).replace("kind: Extract", "kind: Extract\nshared: true"));
  project.write("datafeed.yaml", `${project.read("datafeed.yaml")}\n# later\n`);
  project.write("extracts/broken.extract.yaml", 'kind: Extract\nname: "a\\n::error::b"\n');
  const args = ["plan", "--no-count", "--base=HEAD", "--format=github", "--detailed-exitcode", "--out", "../report"];
  const answer = await datafeedHere(args, project.surroundings);
  const { commands, lines } = readLog(answer.stdout);
  const report = JSON.parse(readFileSync(`${project.folder}/report/plan.json`, "utf8"));
  const errors = report.diagnostics.filter(({ severity }: { severity: string }) => severity === "error");
  expect(commands.map(({ command, properties }) => [command, properties["title"]])).toEqual(
    [...report.findings, ...errors].map(({ severity, code }) => [severity, code]),
  );
  expect(commands.map(({ properties }) => properties["file"])).toContain("project/extracts/broken.extract.yaml");
  expect(lines.filter((line) => line !== "")).toEqual([]);
  expect(answer.code).toBe(1);
  expect(readFileSync(`${project.folder}/report/plan.md`, "utf8")).toMatch(/^<!-- datafeed-plan project -->\n/);
  // Nothing is overwritten.
  expect(await datafeedHere(args, project.surroundings)).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("file-exists") },
  });
});

test("plan and validate say alike where a file is, wherever in the workspace the repository was checked out", async () => {
  project.write("extracts/broken.extract.yaml", "kind: Extract\nname: broken\n");
  const surroundings = { ...project.surroundings, env: { GITHUB_WORKSPACE: dirname(project.folder) } };
  for (const args of [["validate"], ["plan", "--no-count", "--base=HEAD"]]) {
    const { stdout } = await datafeedHere([...args, "--format=github"], surroundings);
    const files = readLog(stdout).commands.map(({ properties }) => properties["file"]);
    expect(files).toContain("project/extracts/broken.extract.yaml");
    expect(files.filter((file) => file !== undefined && !file.startsWith("project/"))).toEqual([]);
  }
});

test("test tells what fails as annotations, and what passes not at all", async () => {
  const [wrong, failing] = ["extracts/on-request.test.yaml", "extracts/contact-timeline.test.yaml"];
  expect(existsSync(project.path(wrong))).toBe(false);
  project.write(wrong, "kind: Test\nname: '##[add-mask]x'\nextract: no-such\n");
  project.write(failing, project.read(failing).replace("destination: Desk 4", "destination: Desk 5"));
  const answer = await datafeedHere(["test", "--format=github", wrong, failing], project.surroundings);
  const { commands, lines } = readLog(answer.stdout);
  expect(answer.code).toBe(1);
  expect(new Set(commands.map(({ command }) => command))).toEqual(new Set(["error"]));
  expect(new Set(commands.map(({ properties }) => properties["file"]))).toEqual(
    new Set([`project/${wrong}`, `project/${failing}`]),
  );
  expect(commands.at(-1)).toMatchObject({ properties: { title: "test-failed", line: expect.stringMatching(/^\d+$/) } });
  expect(commands.at(-1)?.data).toContain("Desk 5");
  expect(lines.filter((line) => line !== "")).toEqual([
    expect.stringMatching(/^✖ 1 test on DuckDB.*: 1 failed, \d+ mistakes? in/),
  ]);
});
