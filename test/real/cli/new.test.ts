import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectFailure } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

let project: TestProject;

beforeEach(() => {
  project = TestProject.withDocuments();
});

afterEach(() => project[Symbol.dispose]());

const answers = ["--name", "my calls", "--product", "ixhello-employee", "--owner", "amy", "--template", "ContactDetails"];
const immediate = [...answers, "--type", "immediate", "--start", "2026-03-01", "--end", "2026-04-01T12:30"];

describe("new, with its answers as options", () => {
  test("writes a document that is sound, with the defaults of the wizard", async () => {
    const { code, stdout } = await project.run("new", ...immediate);
    expect(code).toBe(0);
    expect(stdout).toContain('Wrote extracts/my-calls.extract.yaml. Next:\n  $ datafeed run "my calls"');
    expect(project.read("extracts/my-calls.extract.yaml")).toContain(
      "# yaml-language-server: $schema=../schemas/extract.schema.json",
    );
    expect(await project.json("validate", "--explain", "my calls")).toMatchObject({
      name: "my calls",
      shared: false,
      fields: expect.objectContaining({ length: 18 }),
      window: { start: "2026-03-01", end: "2026-04-01T12:30", timezone: "America/Chicago" },
      output: { format: "csv", compress: "zip", to: "local" },
    });
  });

  test("takes fields in their order, a schedule, a zone, and a file that is not zipped", async () => {
    const options = [
      "--type",
      "weekly",
      "--at",
      "05:30",
      "--timezone",
      "Europe/Berlin",
      "--fields",
      "Channel, Contact ID",
      "--shared",
    ];
    const { path } = await project.json("new", ...answers, ...options, "--no-zip");
    expect(path).toBe("extracts/my-calls.extract.yaml");
    expect(await project.json("validate", "--explain", "my calls")).toMatchObject({
      shared: true,
      fields: ["Channel", "Contact ID"],
      schedule: { every: "week", at: "05:30", timezone: "Europe/Berlin" },
      output: { compress: "none" },
    });
  });

  test.each([
    ["a field that the template lacks", [...immediate, "--fields", "Chanel"], "field-unknown"],
    ["a template that there is not", [...immediate, "--template", "Contacts"], "template-unknown"],
    ["a template that the product does not offer", [...immediate, "--template", "GoalDetails"], "template-not-offered"],
    ["a window that ends before it starts", [...immediate, "--end", "2026-02-01"], "window-reversed"],
    ["a zone that there is not", [...immediate, "--timezone", "America/Chicgo"], "zone-unknown"],
    ["a name that is taken", [...immediate, "--name", "On-Request"], "name-duplicate"],
    ["a name that climbs", [...immediate, "--name", "../../etc/passwd"], "bad-value"],
  ])("writes nothing for %s, and says what is wrong", async (_what, options, code) => {
    const before = project.files(".");
    const answer = await project.run("new", ...options);
    expectFailure(answer, "documents-unsound");
    expect(answer.stderr).toContain(`error ${code}  `);
    expect(project.files(".")).toEqual(before);
    expect(project.files("..")).toHaveLength(before.length);
  });

  test("names the option of an answer that is missing, where there is no terminal to ask on", async () => {
    const answer = await project.run("new", "--name", "calls", "--owner", "amy");
    expectFailure(answer, "answer-missing");
    expect(answer.stderr).toContain("--product");
  });

  test("does not write over a file", async () => {
    project.write("extracts/my-calls.extract.yaml", "# mine\n");
    expectFailure(await project.run("new", ...immediate), "file-exists");
    expect(project.read("extracts/my-calls.extract.yaml")).toBe("# mine\n");
  });
});
