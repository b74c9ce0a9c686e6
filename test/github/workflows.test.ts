import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const folders = [".github/workflows", "action/workflows"];
const paths = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}

const workflows = paths.map((path) => [path, parse(readFileSync(join(root, path), "utf8")) as Workflow] as const);
const action = parse(readFileSync(join(root, "action.yml"), "utf8")) as { runs: { steps: readonly Step[] }; inputs: object };
const allSteps = [
  ...workflows.flatMap(([path, { jobs }]) =>
    Object.values(jobs).flatMap(({ steps }) => steps.map((step) => [path, step] as const)),
  ),
  ...action.runs.steps.map((step) => ["action.yml", step] as const),
];

test("no shell line has an expression in it but a version of a matrix: what people write comes by the environment", () => {
  const expressions = allSteps.flatMap(([path, { run = "" }]) =>
    [...run.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, text]) => `${path}: ${text}`),
  );
  expect(new Set(expressions)).toEqual(new Set([".github/workflows/extension.yml: matrix.vscode"]));
});

test("actions of others are pinned by commit, with the version beside it", () => {
  for (const path of [...paths, "action.yml"]) {
    const uses = readFileSync(join(root, path), "utf8").match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) {
      expect(line).toMatch(/^uses: (\.\/\S*|actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
  }
});

test("every workflow says what it may do, and only the job that comments may write", () => {
  for (const [path, { permissions, jobs }] of workflows) {
    expect(permissions, path).toBeDefined();
    const given = [permissions, ...Object.values(jobs).map((job) => job.permissions)].flatMap((each) =>
      Object.entries(each ?? {}),
    );
    const writes = given.filter(([, right]) => right === "write").map(([name]) => name);
    expect(writes, path).toEqual(/comment\.yml$/.test(path) ? ["pull-requests"] : []);
  }
});

test("what a pull request brings is run without secrets, and never by pull_request_target", () => {
  for (const [path, workflow] of workflows) {
    const triggers = Object.keys(workflow.on);
    expect(triggers, path).not.toContain("pull_request_target");
    if (triggers.includes("pull_request")) expect(readFileSync(join(root, path), "utf8"), path).not.toContain("secrets.");
  }
});

test("no checkout leaves its token behind, and none in a workflow_run takes the change", () => {
  for (const [path, { uses = "", with: given = {} }] of allSteps) {
    if (!uses.startsWith("actions/checkout@")) continue;
    expect(given["persist-credentials"], path).toBe(false);
    expect(given, path).not.toHaveProperty("ref");
    expect(given, path).not.toHaveProperty("repository");
  }
});

test("each input of the action reaches the program by a variable of its own", () => {
  const [step] = action.runs.steps as readonly (Step & { readonly env: Readonly<Record<string, string>> })[];
  const passed = Object.entries(step?.env ?? {});
  for (const [name, text] of passed) {
    expect(text).toBe(`\${{ inputs.${name.replace("DATAFEED_INPUT_", "").toLowerCase().replaceAll("_", "-")} }}`);
  }
  const others = Object.keys(action.inputs).filter((name) => !passed.some(([, text]) => text === `\${{ inputs.${name} }}`));
  expect(others).toEqual(["artifact-retention-days"]);
});
