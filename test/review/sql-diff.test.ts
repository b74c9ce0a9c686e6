import { describe, expect, test } from "vitest";
import { planText } from "../../runner/src/cli/plan-text.ts";
import { sqlDiff } from "../../runner/src/review/changes/sql-diff.ts";
import { planMarkdown } from "../../runner/src/review/render/plan-markdown.ts";
import { changed, extractText, planOf, templateText } from "./exposure/two-states.ts";

const lines = (count: number, text: string): string =>
  `${Array.from({ length: count }, (_, at) => `${text}${at}`).join("\n")}\n`;

describe("the difference between two queries", () => {
  test("is whole where somebody may read it", () => {
    const diff = sqlDiff(lines(900, "a"), lines(900, "b"));
    expect(diff?.shown).toEqual({ diff: diff?.whole });
    expect(diff?.whole.split("\n")).toHaveLength(1_801);
  });

  test("is nothing where they are the same, however long", () => {
    expect(sqlDiff(lines(100_000, "a"), lines(100_000, "a"))).toBeUndefined();
  });

  test("has so many lines, and says how many more there are", () => {
    const { shown, whole } = sqlDiff(lines(4_000, "a"), lines(4_000, "b"))!;
    expect(shown.diff.split("\n")).toHaveLength(2_000);
    expect(shown.leftOut).toBe(whole.split("\n").length - 2_000);
    expect(whole.startsWith(`${shown.diff}\n`)).toBe(true);
  });

  test("has so many characters, whatever a line has", () => {
    const { shown } = sqlDiff("a\n".repeat(5), `${"b".repeat(150_000)}\n${"c".repeat(150_000)}\n`)!;
    expect(shown.diff.length).toBeLessThan(200_000);
    expect(shown.leftOut).toBe(1);
    expect(sqlDiff("a\n", `${"b".repeat(300_000)}\n`)?.shown).toEqual({ diff: "@@ -1,1 +1,1 @@\n-a", leftOut: 1 });
  });

  test("is not looked for where a text is too long", () => {
    expect(sqlDiff(lines(5_001, "a"), lines(3, "b"))?.shown).toEqual({ diff: "", tooLong: { base: 5_001, head: 3 } });
    expect(sqlDiff("", lines(5_001, "a"))?.shown).toEqual({ diff: "", tooLong: { base: 0, head: 5_001 } });
  });
});

test("a plan of a very long query is small, and says what it does not show", async () => {
  const window = "began >= :window_start and began < :window_end";
  const state = (count: number, mark: string) => {
    const sql = `select id, began, service from reporting.calls where ${window}\n${lines(count, `-- ${mark}`)}`;
    return changed({
      "templates/x.template.yaml": templateText("X", "N: { column: service, type: string }", `{ sql: ${JSON.stringify(sql)} }`),
      "extracts/x.extract.yaml": extractText("x", "X"),
    });
  };
  const tooLong = await planOf(state(25_000, "a"), state(25_000, "b"));
  expect(JSON.stringify(tooLong).length).toBeLessThan(20_000);
  for (const text of [planText(tooLong), planMarkdown(tooLong)]) {
    expect(text).toMatch(/Too long to be compared: 25,0\d\d lines before, 25,0\d\d lines now\./);
    expect(text).not.toContain("```diff");
  }
  const long = await planOf(state(2_000, "a"), state(2_000, "b"));
  expect(planText(long)).toMatch(/\n +2,0\d\d more lines left out\.\n/);
});
