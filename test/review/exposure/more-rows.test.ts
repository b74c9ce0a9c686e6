import { describe, expect, test } from "vitest";
import { at, edited, exposuresIn, type Files, findingsIn, planOf, project } from "./two-states.ts";

/** bob's extract, whose words are in the clear by a grant, with more lines. */
function words(...lines: readonly string[]): Files {
  return edited({ [at.words]: [["owner: bob", ["owner: bob", ...lines].join("\n")]] });
}

const daily = 'every: day, at: "06:00", timezone: UTC';
const filter = "filter: { Service: { eq: a } }";

describe("more rows of readable personal data", () => {
  test.each<readonly [name: string, base: Files, head: Files, why: string]>([
    ["a filter that goes", words(filter), words(), "its filter is gone"],
    ["another value", words(filter), words("filter: { Service: { eq: b } }"), "its filter is another one"],
    [
      "one condition of two",
      words("filter: { all: [{ Service: { eq: a } }, { ID: { isNotNull: true } }] }"),
      words(filter),
      "its filter is another one",
    ],
    [
      "a window that begins earlier",
      words('window: { start: "2026-02-01", end: "2026-03-01" }'),
      words('window: { start: "2026-01-01", end: "2026-03-01" }'),
      "it begins at `2026-01-01` in place of `2026-02-01`",
    ],
    [
      "a window that ends later, by its offset",
      words('window: { start: "2026-02-01", end: "2026-03-01T00:00:00Z" }'),
      words('window: { start: "2026-02-01", end: "2026-03-01T00:00:00-05:00" }'),
      "it ends at `2026-03-01T00:00:00-05:00` in place of `2026-03-01T00:00:00Z`",
    ],
    [
      "a window that becomes a schedule",
      words('window: { start: "2026-02-01", end: "2026-03-01" }'),
      words(`schedule: { ${daily}, start: "2026-02-01" }`),
      "its window has no end",
    ],
    [
      "a window that goes",
      words('window: { start: "2026-02-01", end: "2026-03-01" }'),
      words(),
      "any window of it may be asked for",
    ],
    [
      "an earlier start",
      words(`schedule: { ${daily}, start: "2026-02-01" }`),
      words(`schedule: { ${daily}, start: "2001-01-01" }`),
      "it begins at `2001-01-01` in place of `2026-02-01`",
    ],
    [
      "a start where none was",
      words(`schedule: { ${daily} }`),
      words(`schedule: { ${daily}, start: "2001-01-01" }`),
      "it begins at `2001-01-01` and had no start",
    ],
  ])("%s", async (_name, base, head, why) => {
    const report = await planOf(base, head);
    expect(exposuresIn(report)).toEqual(["words.Words more-rows free-text granted"]);
    expect(report.documents[0]?.exposures?.[0]?.why).toBe(`there may be more rows: ${why}; \`Words\` shows the value`);
    // Never an error: the columns themselves have been approved.
    const exposures = findingsIn(report).filter((line) => line.includes("plan-exposure"));
    expect(exposures).toEqual([expect.stringMatching(/^warning plan-exposure words extracts\/words/)]);
  });

  test.each<readonly [name: string, base: Files, head: Files]>([
    ["a filter that comes", words(), words(filter)],
    ["one more condition", words(filter), words("filter: { all: [{ ID: { isNotNull: true } }, { Service: { eq: a } }] }")],
    [
      "a window in the window",
      words('window: { start: "2026-02-01", end: "2026-03-01" }'),
      words('window: { start: "2026-02-02", end: "2026-02-28" }'),
    ],
    [
      "a later start",
      words(`schedule: { ${daily}, start: "2026-02-01" }`),
      words(`schedule: { ${daily}, start: "2026-03-01" }`),
    ],
    ["a window where any could be asked for", words(), words('window: { start: "2026-02-01", end: "2026-03-01" }')],
  ])("%s is none", async (_name, base, head) => {
    expect(exposuresIn(await planOf(base, head))).toEqual([]);
  });

  test("of masked columns nothing is said", async () => {
    const filtered = edited({ [at.calls]: [["template: Calls", `template: Calls\n${filter}`]] });
    expect(exposuresIn(await planOf(filtered, project))).toEqual([]);
  });
});
