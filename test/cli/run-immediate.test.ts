import { expect, test } from "vitest";
import { expectFailure } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

/** Leaves the extracts of these names alone in the project. */
function only(project: TestProject, ...names: readonly string[]): void {
  const file = (name: string): string => `extracts/${name}.extract.yaml`;
  const kept = names.map((name) => [file(name), project.read(file(name))] as const);
  project.remove("extracts");
  for (const [path, text] of kept) project.write(path, text);
}

test("run --immediate runs what is sound, then tells of what is not", async () => {
  using project = (await TestProject.withSample()).inProcess();
  only(project, "ixHelloExtract1", "contacts-for-excel");
  const excel = "extracts/contacts-for-excel.extract.yaml";
  project.write(excel, project.read(excel).replace("template: ContactDetails", "template: ContactDetail"));
  const answer = await project.run("run", "--immediate");
  expectFailure(answer, "documents-unsound");
  expect(answer.stderr).toMatch(/contacts-for-excel.*template-unknown/);
  expect(answer.stdout).toContain("ixHelloExtract1");
  expect(project.files().filter((file) => file.endsWith(".zip"))).toHaveLength(1);

  const json = await project.run("run", "--immediate", "--format", "json");
  expect(json).toMatchObject({ code: 1 });
  expect(JSON.parse(json.stdout)).toMatchObject({
    outcomes: [{ state: "published" }],
    error: { code: "documents-unsound" },
  });

  only(project, "contacts-for-excel");
  expectFailure(await project.run("run", "--immediate"), "documents-unsound");
});

test("a failure that several extracts share is told once, with their names", async () => {
  using project = TestProject.withDocuments().inProcess();
  only(project, "ixHelloExtract1", "contacts-for-excel");
  const datafeed = project.read("datafeed.yaml");
  project.write("datafeed.yaml", datafeed.slice(0, datafeed.indexOf("grants:")));
  const answer = await project.run("run", "ixHelloExtract1", "contacts-for-excel");
  expect(answer.code).toBe(1);
  expect(answer.stderr.match(/^✖ warehouse-.*$/gm)).toEqual([expect.stringContaining("ixHelloExtract1, contacts-for-excel: ")]);
  expect((await project.run("runs", "--failed")).stdout).toMatch(/\n\nWHAT WENT WRONG\n\S+ {2}\S.*\n\S+ {2}\S.*\n$/);
});

test("run --immediate without an immediate extract says so", async () => {
  using project = TestProject.withDocuments().inProcess();
  only(project, "on-request");
  const datafeed = project.read("datafeed.yaml");
  project.write("datafeed.yaml", datafeed.slice(0, datafeed.indexOf("grants:")));
  const answer = await project.run("run", "--immediate");
  expectFailure(answer, "extract-unknown");
  expect(answer.stderr).toContain("immediate");
});
