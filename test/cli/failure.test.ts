import { expect, test } from "vitest";
import { formatFailure } from "../../runner/src/cli/failure.ts";

test("what a server wrote does not drive the terminal; our own lines and colours stay", () => {
  const message = "two\nlines \u001b[31mred\u001b[39m\r\u001b]0;title\u0007\u001b[2J";
  const text = formatFailure({ code: "warehouse-failed", message, hint: "look\u009b2J" });
  expect(text).toContain("two\nlines \u001b[31mred\u001b[39m␍·]0;title··[2J\n");
  expect(text).toContain("look·2J\n");
});
