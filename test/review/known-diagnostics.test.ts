import { expect, test } from "vitest";
import { planText } from "../../runner/src/cli/plan-text.ts";
import { planMarkdown } from "../../runner/src/review/render/plan-markdown.ts";
import { at, changed, edited, planOf, project } from "./exposure/two-states.ts";

const shared = edited({ [at.words]: [["template: Calls", "template: Calls\nshared: true"]] });

test("what the base warns of word for word is known, wherever it stands now; what the change brings is new and comes first", async () => {
  const words = `# A line more.\n${shared[at.words]}`;
  const calls = String(project[at.calls]).replace("template: Calls", "template: Calls\nshared: true\nowner: bob");
  const report = await planOf(shared, { ...shared, [at.words]: words, [at.calls]: calls });
  const told = report.diagnostics.map(({ file, known }) => [file, known ?? false]);
  expect(told).toContainEqual([at.words, true]);
  expect(told).toContainEqual([at.calls, false]);
  for (const text of [planText(report), planMarkdown(report)]) {
    const [fresh, old] = [text.indexOf(`${at.calls}:`), text.lastIndexOf(", as before")];
    expect(fresh).toBeGreaterThan(-1);
    expect(old).toBeGreaterThan(fresh);
  }
});

test("the same words once more are new", async () => {
  const [one, two] = ["a: 1\n", "a: 1\na: 1\n"].map((text) =>
    changed({ "extracts/x.extract.yaml": `kind: Extract\n${text}${text}` }),
  );
  const known = (await planOf(one!, two!)).diagnostics.map((each) => each.known ?? false);
  expect(known).toContain(true);
  expect(known).toContain(false);
});
