import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectFailure } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

let project: TestProject;

beforeEach(async () => {
  project = await TestProject.withSample();
  mkdirSync(project.path("../elsewhere"));
});

afterEach(() => project[Symbol.dispose]());

const local = "{ type: file, path: out }";

function connections(warehouse: string, destination = local): string {
  return `kind: Connections\nwarehouses:\n  sample: ${warehouse}\ndestinations:\n  local: ${destination}\n`;
}

describe("what the repository's own connections name stays inside the project", () => {
  test("a destination behind a link publishes nothing outside", async () => {
    symlinkSync(project.path("../elsewhere"), project.path("out"));
    expectFailure(await project.run("run", "contacts-for-excel"), "connection-outside");
    expect(project.files("../elsewhere")).toEqual([]);
    const doctor = await project.run("doctor");
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/destination local\n {2}✖ connection-outside/);
  });

  test("nor does one whose last folder is not there yet, or whose link leads to nothing", async () => {
    symlinkSync(project.path("../elsewhere"), project.path("way"));
    project.write(
      "connections.yaml",
      connections("{ type: duckdb, path: .datafeed/sample.duckdb }", "{ type: file, path: way/out }"),
    );
    expectFailure(await project.run("run", "contacts-for-excel"), "connection-outside");
    rmSync(project.path("../elsewhere"), { recursive: true });
    expectFailure(await project.run("run", "contacts-for-excel"), "connection-outside");
    expect(project.files("../elsewhere")).toEqual([]);
  });

  test("the sample is not made behind a link", async () => {
    rmSync(project.path(".datafeed/sample.duckdb"));
    symlinkSync(project.path("../../elsewhere/sample.duckdb"), project.path(".datafeed/sample.duckdb"));
    expectFailure(await project.run("sample", "--contacts", "5"), "connection-outside");
    expect(project.files("../elsewhere")).toEqual([]);
  });

  test.each([
    ["a view on a link", "leak.csv", "views: { leak: { files: leak.csv, format: csv } }"],
    ["a view on a glob that matches a link", "data/deep/leak.csv", 'views: { leak: { files: "data/**/*.csv", format: csv } }'],
    ["a folder with a link in it", "data/leak.csv", "folders: [data]"],
    ["a folder that is a link", "data/leak.csv", "folders: [data/leak.csv]"],
  ])("%s is refused", async (_what, link, reads) => {
    const secret = project.writeOutside("secret.csv", "secret\nopen sesame\n");
    mkdirSync(project.path("data/deep"), { recursive: true });
    symlinkSync(secret, project.path(link));
    project.write("connections.yaml", connections(`{ type: duckdb, ${reads} }`));
    const answer = await project.run("preview", "contacts-for-excel");
    expectFailure(answer, "connection-outside");
    expect(answer.stderr).toContain(link);
    expect(answer.text).not.toContain("open sesame");
  });

  test("links that stay inside are followed", async () => {
    mkdirSync(project.path("files/deep"), { recursive: true });
    symlinkSync("files", project.path("out"));
    symlinkSync("..", project.path("files/deep/up"));
    project.write("connections.yaml", connections("{ type: duckdb, path: .datafeed/sample.duckdb, folders: [files] }"));
    expect(await project.run("run", "contacts-for-excel")).toMatchObject({ code: 0 });
    expect(await project.lastRun()).toMatchObject({ state: "published" });
  });

  test("the operator's own file may use links", async () => {
    symlinkSync(project.path("../elsewhere"), project.path("out"));
    const own = project.writeOutside("own.yaml", connections("{ type: duckdb, path: .datafeed/sample.duckdb }"));
    expect(await project.run("run", "contacts-for-excel", "--connections", own)).toMatchObject({ code: 0 });
    expect(project.files("../elsewhere")).toHaveLength(2);
  });
});
