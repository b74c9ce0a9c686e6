import { expect, test } from "vitest";
import { listEnd } from "../../runner/src/cli/list-end.ts";

const words = { noun: "run", none: "Nothing has run yet." };

test.each([
  [{ shown: 1, total: 1, page: 1, pageSize: 10 }, "1 of 1 run."],
  [{ shown: 10, total: 10, page: 1, pageSize: 10 }, "10 of 10 runs."],
  [{ shown: 10, total: 11, page: 1, pageSize: 10 }, "10 of 11 runs. More: --page 2"],
  [{ shown: 1, total: 11, page: 2, pageSize: 10 }, "1 of 11 runs."],
  [{ shown: 0, total: 1200, page: 121, pageSize: 10 }, "0 of 1,200 runs. The last page: --page 120"],
  [{ shown: 0, total: 0, page: 1, pageSize: 10 }, "Nothing has run yet."],
])("a page %j ends with %j", (page, end) => {
  expect(listEnd(page, words)).toBe(end);
});

test("an empty list of those that an option names says nothing of the others", () => {
  const empty = { shown: 0, total: 0, page: 1, pageSize: 10 };
  expect(listEnd(empty, { ...words, chosenBy: [undefined, undefined] })).toBe("Nothing has run yet.");
  expect(listEnd(empty, { ...words, chosenBy: [undefined, "calls"] })).toBe("No run matches these options.");
});
