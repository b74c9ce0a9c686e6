import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import manifest from "../../runner/package.json" with { type: "json" };
import { verbs } from "../../runner/src/cli/verbs.ts";
import { answerOf, datafeed, environment, expectNoTrace, launcher } from "./command-line.ts";
import { datafeedHere } from "./in-process.ts";

const run = (...args: string[]) => datafeed(args, { cwd: tmpdir(), home: tmpdir() });

describe("help", () => {
  test("lists every verb with what it does", async () => {
    const { code, stdout } = await run("--help");
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout).toContain(`${verb.name} `);
    for (const verb of verbs) expect(stdout).toContain(verb.summary);
  });

  test("of each verb has its options and examples that begin with the verb", { timeout: 60_000 }, async () => {
    for (const { name } of verbs) {
      const { code, stdout, stderr } = await datafeedHere([name, "--help"], { cwd: tmpdir(), home: tmpdir() });
      expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: "" });
      // A verb with verbs of its own lists those; a daemon logs; a session speaks to programs alone, completion to shells.
      if (!stdout.includes("\nCommands:") && !["serve", "session", "completion"].includes(name))
        expect(stdout).toContain("--format <format>");
      expect(stdout).toMatch(new RegExp(`\nExamples:\n {2}\\$ datafeed ${name}\\b`));
    }
  });

  test("without a verb goes to stderr, as an error", async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("datafeed quickstart");
  });

  test("of a verb comes by `help VERB`, too", async () => {
    const { code, stdout } = await run("help", "sql");
    expect(code).toBe(0);
    expect(stdout).toContain("--dialect");
  });
});

test("the version is that of the package", async () => {
  expect(await run("--version")).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

describe("a command line that can't be understood", () => {
  test.each([
    ["a verb that is misspelt", ["validte"], "validate"],
    ["an option that is misspelt", ["sql", "x", "--dialct", "redshift"], "--dialect"],
    ["a value that is no choice", ["sql", "x", "--dialect", "oracle"], "redshift"],
    ["a number that is none", ["preview", "x", "--rows", "none"], "at least 1"],
    ["an argument that is missing", ["sql"], "extract"],
    ["an argument too many", ["sql", "one", "two"], "too many arguments"],
    ["nothing to run", ["run", "-C", import.meta.dirname], "--immediate"],
  ])("%s: exit 1, what was meant, and where help is", async (_what, args, meant) => {
    const answer = await run(...args);
    expect({ code: answer.code, stdout: answer.stdout }).toEqual({ code: 1, stdout: "" });
    expect(answer.stderr).toContain(meant);
    expect(answer.stderr).toMatch(/^✖ usage {2}\S/);
    expect(answer.stderr).toContain("datafeed ");
    expectNoTrace(answer);
  });

  test("tells programs the same as JSON", async () => {
    const answer = await run("sql", "x", "--dialct", "redshift", "--format", "json");
    expect(answer).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(answer.stdout)).toEqual({
      error: { code: "usage", message: expect.stringContaining("--dialect"), hint: expect.any(String) },
    });
  });

  test("names the help of the verb that was used", async () => {
    expect((await run("sql", "--dialct")).stderr).toContain("datafeed sql --help");
  });
});

test("a reader that goes away ends a command without a word", async () => {
  const child = spawn(process.execPath, [launcher, "schema", "extract"], {
    cwd: tmpdir(),
    env: environment({ cwd: tmpdir(), home: tmpdir() }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  expect(await answerOf(child)).toMatchObject({ stderr: "" });
});
