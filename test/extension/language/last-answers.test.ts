import { expect, test, vi } from "vitest";
import { LastAnswers } from "../../../vscode-extension/src/language/last-answers.ts";

/** Answers that come when the test lets them. */
function asked() {
  const waiting: ((answer: string) => void)[] = [];
  const onChange = vi.fn<() => void>();
  const answers = new LastAnswers(() => new Promise<string>((resolve) => waiting.push(resolve)), onChange);
  const answer = async (at: number, text: string): Promise<void> => {
    waiting[at]!(text);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { answers, answer, onChange, waiting };
}

test("asks once, and tells of the answer", async () => {
  const { answers, answer, onChange, waiting } = asked();
  expect(answers.of("x")).toBeUndefined();
  expect(answers.of("x")).toBeUndefined();
  await answer(0, "one");
  expect([answers.of("x"), waiting.length, onChange.mock.calls.length]).toEqual(["one", 1, 1]);
});

test("an older place's answer is not shown at the new one", async () => {
  const { answers, answer } = asked();
  answers.of("x");
  answers.forget();
  answers.of("x");
  await answer(1, "new");
  await answer(0, "old");
  expect(answers.of("x")).toBe("new");
});

test("nor is one that comes before anybody looks at the new place", async () => {
  const { answers, answer } = asked();
  answers.of("x");
  answers.forget();
  await answer(0, "old");
  expect(answers.of("x")).toBeUndefined();
});

test("what may be out of date stays until it is answered anew, by the newest answer", async () => {
  const { answers, answer, waiting } = asked();
  for (const name of ["x", "y"]) answers.of(name);
  await answer(0, "x1");
  await answer(1, "y1");
  answers.again(["x"]);
  expect([answers.of("x"), answers.of("y"), waiting.length]).toEqual(["x1", "y1", 3]);
  answers.again();
  answers.of("x");
  await answer(3, "x3");
  await answer(2, "x2");
  expect(answers.of("x")).toBe("x3");
});
