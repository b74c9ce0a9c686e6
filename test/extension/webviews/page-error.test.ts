import { expect, test } from "vitest";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { pageError, sentenceOf } from "../../../vscode-extension/src/webview/page-error.ts";

test.each([
  [new DatafeedError("x", "It is away", { hint: "Try again." }), "It is away. Try again."],
  [new DatafeedError("x", "It is away."), "It is away."],
  [new Error("Look here:"), "Look here:"],
  ["torn", "torn."],
])("a failure is a sentence, and what to do: %s", (error, sentence) => {
  expect(sentenceOf(pageError(error))).toBe(sentence);
});
