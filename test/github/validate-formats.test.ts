import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Diagnostic } from "../../runner/src/errors/diagnostic.ts";
import type { Answer } from "../cli/command-line.ts";
import { datafeedHere } from "../cli/in-process.ts";
import { TestProject } from "../cli/test-project.ts";
import { readLog } from "../support/actions/workflow-commands.ts";

const hostile = `kind: Extract
name: "x\\n::set-output name=path::/etc/passwd\\r::stop-commands::t"
product: "%0A::error::,title=a:b ##[add-mask]100%"
owner: amy
template: ContactDetails
fields: [Contact ID]
window: { start: "2026-03-17T00:00", end: "2026-04-06T00:00" }
`;

let project: TestProject;
beforeAll(() => {
  project = TestProject.withDocuments();
  project.write("extracts/hostile, with:marks.extract.yaml", hostile);
  project.write("extracts/other.extract.yaml", hostile.replaceAll(/name: .*/g, "name: other").replace("amy", "nobody"));
  project.write("extracts/old.yaml", "a: 1\n");
});
afterAll(() => project[Symbol.dispose]());

/** The project is a folder of the repository that is checked out. */
function validate(
  format: string,
  env: Readonly<Record<string, string>> = { GITHUB_WORKSPACE: project.folder },
): Promise<Answer> {
  return datafeedHere(["validate", "--format", format], { ...project.surroundings, env });
}

async function findings(): Promise<readonly Diagnostic[]> {
  return JSON.parse((await validate("json")).stdout).diagnostics;
}

test("each finding is one annotation, in the order of the text, at its place below the repository's root", async () => {
  const expected = await findings();
  const answer = await validate("github");
  const { commands, lines } = readLog(answer.stdout);
  expect(answer.code).toBe(1);
  expect(expected.length).toBeGreaterThan(3);
  expect(commands.map(({ command, properties, data }) => ({ command, ...properties, data }))).toEqual(
    expected.map(({ severity, code, file, range, message, hint }) => ({
      ...{ command: severity, file: `project/${file}`, title: code },
      ...(range === undefined
        ? {}
        : {
            ...{ line: String(range.start.line), endLine: String(range.end.line) },
            ...(range.start.line === range.end.line
              ? { col: String(range.start.column), endColumn: String(range.end.column) }
              : {}),
          }),
      data: hint === undefined ? message : `${message}\n${hint}`,
    })),
  );
  expect(commands.map(({ properties }) => properties["file"])).toContain("project/extracts/hostile, with:marks.extract.yaml");
  expect(lines.filter((line) => line !== "")).toEqual([expect.stringMatching(/^✖ \d+ errors.* in \d+ documents:/)]);
});

test("texts of documents are no commands of the runner: the lines are annotations and nothing else", async () => {
  const { commands } = readLog((await validate("github")).stdout);
  expect(new Set(commands.map(({ command }) => command))).toEqual(new Set(["error", "warning"]));
  expect(commands.some(({ data }) => data.includes("%0A::error::,title=a:b ##[add-mask]100%"))).toBe(true);
});

/** What is looked at here of a log; the schema says the rest. */
interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: object };
      }[];
    }[];
    readonly tool: {
      readonly driver: {
        readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[];
      };
    };
  }[];
}

test("SARIF has the same findings in the same order, and what each code means", async () => {
  const expected = await findings();
  const answer = await validate("sarif");
  expect(answer.code).toBe(1);
  const log: SarifLog = JSON.parse(answer.stdout);
  const check = new Ajv().compile(JSON.parse(readFileSync(join(import.meta.dirname, "sarif.schema.json"), "utf8")));
  expect(check(log), JSON.stringify(check.errors)).toBe(true);
  const { results, tool } = log.runs[0]!;
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual(expected.map(({ code, severity }) => [code, severity]));
  const places = results.map((result) => result.locations[0]!.physicalLocation);
  expect(places.map((place) => decodeURIComponent(place.artifactLocation.uri))).toEqual(
    expected.map(({ file }) => `project/${file}`),
  );
  expect(places.map((place) => place.region)).toEqual(
    expected.map(
      ({ range }) =>
        range && {
          ...{ startLine: range.start.line, startColumn: range.start.column },
          ...{ endLine: range.end.line, endColumn: range.end.column },
        },
    ),
  );
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  const errors = readFileSync(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
  for (const { id, shortDescription } of tool.driver.rules) {
    expect(errors).toContain(`\`${id}\` | ${shortDescription.text.replaceAll("|", "\\|")}`);
  }
});

test("a sound document has no annotation and no result", async () => {
  const args = ["validate", "extracts/ixHelloExtract1.extract.yaml", "--format"];
  const annotations = await datafeedHere([...args, "github"], project.surroundings);
  expect(annotations.code).toBe(0);
  expect(readLog(annotations.stdout).commands).toEqual([]);
  const sarif = await datafeedHere([...args, "sarif"], project.surroundings);
  expect(sarif.code).toBe(0);
  expect(JSON.parse(sarif.stdout).runs[0].results).toEqual([]);
});

test("a file outside of the repository has no path there: the annotation names it in words, SARIF by its address", async () => {
  const outside = project.writeOutside("operator.yaml", "kind: Connections\nwarehouses: 7\n");
  const args = ["validate", "--connections", outside];
  const surroundings = { ...project.surroundings, env: { GITHUB_WORKSPACE: project.root } };
  const { commands } = readLog((await datafeedHere([...args, "--format", "github"], surroundings)).stdout);
  const told = commands.filter(({ data }) => data.startsWith(outside));
  expect(told.map(({ properties }) => properties)).toEqual([{ title: "missing-key" }, { title: "wrong-type" }]);
  const sarif = JSON.parse((await datafeedHere([...args, "--format", "sarif"], surroundings)).stdout);
  expect(JSON.stringify(sarif)).toContain(JSON.stringify({ uri: pathToFileURL(outside).href }));
});

test("without GitHub paths count from the folder of Git, else from the project", async () => {
  using repository = TestProject.withDocuments();
  repository.write("extracts/old.yaml", "a: 1\n");
  const read = async (): Promise<string | undefined> => {
    const answer = await datafeedHere(["validate", "--format", "github"], repository.surroundings);
    return readLog(answer.stdout).commands[0]?.properties["file"];
  };
  expect(await read()).toBe("extracts/old.yaml");
  repository.writeOutside(".git", "gitdir: elsewhere\n");
  expect(await read()).toBe("project/extracts/old.yaml");
});

test("what an extract says is no annotation", async () => {
  const args = ["validate", "--explain", "ixHelloExtract1", "--format", "sarif"];
  const answer = await datafeedHere(args, project.surroundings);
  expect(answer).toMatchObject({ code: 1, stdout: "" });
  expect(answer.stderr).toContain("--explain answers as text or json");
});
