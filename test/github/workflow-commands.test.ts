import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  addSummary,
  annotate,
  plain,
  printAnnotations,
  printUntrusted,
  readAnnotation,
  setOutput,
  summaryLimit,
} from "../../action/workflow-commands.mjs";
import { annotationLine } from "../../runner/src/cli/github-annotations.ts";
import { visible } from "../../runner/src/review/render/markdown-safe.ts";
import { attacks } from "../review/render/hostile.ts";
import { readOutputs } from "../support/actions/run-job.ts";
import { readLog } from "../support/actions/workflow-commands.ts";

let folder: string;
let printed = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-action-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
  for (const name of ["OUTPUT", "STEP_SUMMARY"]) {
    writeFileSync(join(folder, name), "");
    vi.stubEnv(`GITHUB_${name}`, join(folder, name));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const hostile =
  "a\n::set-output name=path::/etc/passwd\n  ::error::x\n##[add-mask]b\r::stop-commands::t\n::t::\n::add-path::/tmp";

test("text of others commands nothing, whatever it holds, and what follows is heard again", () => {
  printUntrusted(hostile);
  annotate("error", "after: all, this", "100% of\nit");
  const { commands, lines } = readLog(printed);
  expect(commands).toEqual([{ command: "error", properties: { title: "after: all, this" }, data: "100% of\nit" }]);
  expect(lines.join("\n")).toContain("::set-output name=path::/etc/passwd");
});

test("of what Datafeed answers annotations alone are heard", () => {
  printAnnotations(`::error file=a.yaml,line=1::wrong\n${hostile}`);
  expect(readLog(printed).commands).toEqual([{ command: "error", properties: { file: "a.yaml", line: "1" }, data: "wrong" }]);
});

test("an annotation is read back as it was written", () => {
  const told = { severity: "warning", code: "bad, code: 5%", message: `${hostile} %0A 100%25`, file: "a,b:c%.yaml" } as const;
  expect(readAnnotation(annotationLine(told, (file) => file))).toEqual({
    ...{ level: "warning", title: told.code, file: told.file, message: told.message },
  });
});

test("no value ends its output and begins another", () => {
  for (const value of [hostile, "ghadelimiter\npath=/etc/passwd", "<<EOF\nEOF\nsha256=0", "", "a\n"]) {
    writeFileSync(join(folder, "OUTPUT"), "");
    setOutput("rows", value);
    setOutput("bytes", "7");
    expect(readOutputs(readFileSync(join(folder, "OUTPUT"), "utf8"))).toEqual({ rows: value, bytes: "7" });
  }
  const delimiters = () => /ghadelimiter_\S+/.exec(readFileSync(join(folder, "OUTPUT"), "utf8"))?.[0];
  const first = delimiters();
  writeFileSync(join(folder, "OUTPUT"), "");
  setOutput("rows", "1");
  expect(delimiters()).not.toBe(first);
});

test("a summary of any length stays below what GitHub shows, cut between lines", () => {
  const file = join(folder, "STEP_SUMMARY");
  addSummary("first");
  addSummary("| é |\n".repeat(300_000));
  const text = readFileSync(file, "utf8");
  expect(statSync(file).size).toBeLessThanOrEqual(summaryLimit);
  expect(statSync(file).size).toBeGreaterThan(summaryLimit - 200);
  expect(text).toMatch(/^first\n\n(\| é \|\n)+\n\n… there is no room for the rest here\.\n$/);
  addSummary("more and more".repeat(20));
  expect(statSync(file).size).toBeLessThanOrEqual(summaryLimit);
});

test("text of others is code in Markdown, and ends nothing", () => {
  const text = "@octocat #1 <img src=x> [a](https://x.example) ![b](c) | `d` **e**\n</code></table>\n\nwww.x.example";
  expect(plain(text)).not.toMatch(/[@[\]()|`*!]|<(?!\/?code>|br>)|https:|www\./);
  expect(plain(text).split("<br>")).toHaveLength(4);
});

test("what nobody sees stands there by its number, as in plans", () => {
  const read = (html: string) => html.replace(/&#(\d+);/g, (_all, number: string) => String.fromCodePoint(Number(number)));
  for (const text of attacks.filter((attack) => !/[\r\n]/.test(attack))) {
    expect(read(plain(text))).toBe(`<code>${visible(text)}</code>`);
  }
  expect(plain("safe\u202egnp.exe\u200b\t\u2028")).toBe(plain("safe\\u{202e}gnp.exe\\u{200b}\\u{9}\\u{2028}"));
  expect(plain("safe\u202e")).not.toMatch(/\u202e/);
});
