import fc from "fast-check";
import { expect, test } from "vitest";
import { planText } from "../../runner/src/cli/plan-text.ts";
import { width } from "../../runner/src/cli/table.ts";
import { attacks, hostileReport, hostileText } from "../review/render/hostile.ts";

/** All that a terminal would act upon, and what moves text. */
const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

test("names drive no terminal, and break no line", () => {
  const lines = planText(hostileReport(() => "name")).split("\n").length;
  const check = (texts: readonly string[]): void => {
    let at = 0;
    const shown = planText(hostileReport(() => texts[at++ % texts.length]!)).split("\n");
    for (const line of shown) expect(line).not.toMatch(control);
    // The lines of SQL alone are the author's.
    const ofSql = texts.join("").split("\n").length - 1;
    expect(shown.length).toBeGreaterThanOrEqual(lines);
    expect(shown.length).toBeLessThanOrEqual(lines + 2 * ofSql);
  };
  for (const attack of attacks) check([attack]);
  fc.assert(fc.property(fc.array(hostileText, { minLength: 70, maxLength: 70 }), check), { numRuns: 50 });
});

test("tables fit the terminal", () => {
  const text = planText(
    hostileReport(() => "a name that is rather long for a small terminal"),
    100,
  );
  const tables = text.split("\n").filter((line) => /^ {2}(next|no longer|\+|-|→|~|⇅) {2}/.test(line));
  expect(tables.length).toBeGreaterThan(5);
  for (const line of tables) expect(width(line)).toBeLessThanOrEqual(100);
});
