import { expect, test } from "vitest";
import type { LogLine } from "../../../runner/src/commands/commands.ts";
import { ShownLines } from "../../../vscode-extension/src/runs/log-text.ts";

function log(...messages: readonly string[]): LogLine[] {
  return messages.map((message, second) => ({ at: `2026-03-17T07:00:0${second}.000Z`, level: "info", message }));
}

test("what is new in a log is added once", () => {
  const shown = new ShownLines();
  expect([shown.take([]), shown.take(log("one", "two"))]).toEqual([[], log("one", "two")]);
  expect(shown.take(log("one", "two"))).toEqual([]);
  expect(shown.take(log("one", "two", "three"))).toEqual(log("one", "two", "three").slice(2));
});

test("an older answer adds nothing, and what comes after it is added once", () => {
  const shown = new ShownLines();
  shown.take(log("one", "two", "three"));
  expect([shown.take(log("one", "two")), shown.take([])]).toEqual([[], []]);
  expect(shown.take(log("one", "two", "three", "four"))).toEqual(log("one", "two", "three", "four").slice(3));
});

test("a new attempt's log is added whole", () => {
  const shown = new ShownLines();
  shown.take(log("one", "two", "three"));
  expect(shown.take(log("again"))).toEqual(log("again"));
  expect(shown.take(log("again", "two"))).toEqual(log("again", "two").slice(1));
});
