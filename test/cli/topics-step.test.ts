import { expect, test } from "vitest";
import { nextStep } from "../../runner/src/cli/verbs/feed/topics.ts";

test("who finds topics missing is told how to make them, and who made them how a stopped feed goes on", () => {
  expect(nextStep("calls", ["there", "missing"])).toBe('make what is missing: datafeed feed topics "calls" --create');
  expect(nextStep("calls", ["there", "created"])).toBe('if the feed has stopped: datafeed feed resume "calls"');
  expect(nextStep("calls", ["there", "there"])).toBeUndefined();
});
