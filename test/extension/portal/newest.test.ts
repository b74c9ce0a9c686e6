import { expect, test } from "vitest";
import { newest } from "../../../vscode-extension/src/portal/newest.ts";

test("an answer that comes late is not given after the one to a later question", async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let asked = 0;
  const ask = newest(() => answers[asked++]!.promise);
  const given: string[] = [];
  const waiting = [ask(), ask()].map(async (answer) => given.push(await answer));
  answers[1]!.resolve("of the new place");
  await waiting[1];
  answers[0]!.resolve("of the one before");
  await Promise.all(waiting);
  expect(given).toEqual(["of the new place", "of the new place"]);
});
