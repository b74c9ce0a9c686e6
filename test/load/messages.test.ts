import { expect, test } from "vitest";
import { thereAre } from "../../runner/src/load/did-you-mean.ts";
import { shown, shownChoice } from "../../runner/src/load/shown-value.ts";

test("names are listed in the order of the alphabet, as long as somebody reads them", () => {
  expect(thereAre([])).toBe("There are none.");
  expect(thereAre(["sales", "calls"])).toBe("There are: calls, sales.");
  expect(thereAre(Array.from({ length: 31 }, (_, at) => `extract-${at}`))).toBe("There are 31.");
});

test("a tab can be told from a space", () => {
  expect(shownChoice([",", "\t"])).toBe("`,` or `\\t`");
  expect(shown("a\r\nb")).toBe("`a b`");
});
