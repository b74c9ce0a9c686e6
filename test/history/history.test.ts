import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planText } from "../../runner/src/cli/plan-text.ts";
import { planChanges } from "../../runner/src/review/plan-changes.ts";
import type { PlanReport } from "../../runner/src/review/plan-report.ts";
import { planMarkdown } from "../../runner/src/review/render/plan-markdown.ts";
import { openStates } from "../../runner/src/review/states/open-states.ts";
import commonSchema from "../../schemas/common.schema.json" with { type: "json" };
import planSchema from "../../schemas/plan.schema.json" with { type: "json" };
import { makeRepository, type RecordedCommit, recordedHistory } from "./recorded-history.ts";

const commits = recordedHistory();
const updates = process.env["UPDATE_CASES"] === "1";
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, keywords: ["patternText"] });
const isPlan = ajv.addSchema(commonSchema).compile(planSchema);
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "datafeed-history-"));
  makeRepository(root, commits);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The plan of a commit against its first parent, on the day when it was made. */
async function planOf({ name, date, parents }: RecordedCommit): Promise<PlanReport> {
  const { base, head } = await openStates({
    root,
    head: name,
    ...(parents[0] !== undefined && { base: parents[0] }),
    today: date.slice(0, 10),
    connections: { option: join(import.meta.dirname, "connections.yaml") },
  });
  const report = await planChanges(base, head, { now: date, count: "no warehouse is asked" });
  // Ids of commits hang on every commit before them: with them, mending one word of the first would change every plan.
  return { ...report, base: { name: report.base.name }, head: { name: report.head.name } };
}

/** Compares with what is expected; UPDATE_CASES=1 writes it anew. */
function compare(commit: RecordedCommit, file: string, actual: string): void {
  const path = join(import.meta.dirname, commit.name, file);
  if (updates) writeFileSync(path, actual);
  expect(actual).toBe(existsSync(path) ? readFileSync(path, "utf8") : `There is no ${path}: UPDATE_CASES=1 makes it.`);
}

describe("the history of a project, commit by commit", () => {
  test("has forty commits of extracts and three of feeds", () => {
    expect(commits).toHaveLength(43);
  });

  test.each(commits)("$name", async (commit) => {
    const report = await planOf(commit);
    expect(isPlan(report) ? [] : isPlan.errors).toEqual([]);
    compare(commit, "plan.md", `${planMarkdown(report)}\n`);
    if (existsSync(join(import.meta.dirname, commit.name, "plan.txt"))) {
      compare(commit, "plan.txt", `${planText(report, 120)}\n`);
    }
  });
});
