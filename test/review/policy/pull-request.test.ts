import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlanReport } from "../../../runner/src/review/plan-report.ts";
import { datafeedHere } from "../../cli/in-process.ts";
import { at, edited, type Files, project } from "../exposure/two-states.ts";
import { Repository } from "../repository.ts";

let repository: Repository;

beforeAll(() => {
  repository = new Repository();
  repository.commit(project);
});
afterAll(() => repository[Symbol.dispose]());

/** What `datafeed plan` says of a branch against main. */
async function planOfBranch(name: string, head: Files) {
  repository.git("checkout", "--quiet", "-b", name, "main");
  repository.commit(head);
  const surroundings = { cwd: repository.root, home: repository.folder };
  const json = await datafeedHere(["plan", "--base", "main", "--format", "json"], surroundings);
  const text = await datafeedHere(["plan", "--base", "main"], surroundings);
  return { code: text.code, text: text.stdout, report: JSON.parse(json.stdout) as PlanReport };
}

const grant = 'grants:\n  - { template: Calls, fields: [Number], approvedBy: dana, reason: mine, until: "2099-01-01" }';

describe("a pull request that gives itself a grant", () => {
  test.each([
    ["alone", []],
    ["and says that this is no matter", [["defaults:", "rules: { ownPolicy: ignore, exposure: ignore }\ndefaults:"]]],
    ["and makes its author an admin", [["amy: { role: developer }", "amy: { role: admin }"]]],
  ] as const)("%s is shown as such and gains nothing", async (how, more) => {
    const { code, text, report } = await planOfBranch(
      how.replaceAll(" ", "-"),
      edited({ [at.project]: [["grants:", grant], ...more] }),
    );
    expect(code).toBe(1);
    expect(report.policy.loosens).toBe(true);
    expect(report.policy.remarks[0]).toMatch(/^adds a grant: `Number` of `Calls` for all extracts/);
    expect(report.findings.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual(
      expect.arrayContaining(["plan-policy-loosened", "plan-own-grant"]),
    );
    expect(text).toContain("adds a grant");
  });

  test("that somebody has merged, a second one may use: it is said, and no error", async () => {
    const base = edited({ [at.project]: [["grants:", grant]], [at.calls]: [["Number, ", ""]] });
    repository.git("checkout", "--quiet", "main");
    repository.commit(base);
    const { code, report } = await planOfBranch("use", edited({ [at.calls]: [["Blocks]", "Blocks, Number]"]] }, base));
    expect(report.findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["warning plan-exposure"]);
    expect(report.documents.flatMap(({ exposures = [] }) => exposures)).toEqual([
      expect.objectContaining({ column: "Number", how: "new-column", granted: true, byOwnPolicy: false }),
    ]);
    expect(code).toBe(0);
  });
});
