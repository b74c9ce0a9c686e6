import { expect, test } from "vitest";
import { loadProject } from "../../runner/src/language.ts";
import { scaffoldProject } from "../../runner/src/scaffold/scaffold-project.ts";
import { argumentsOf, readTask, taskName, tasksOf } from "../../vscode-extension/src/tasks/task-definition.ts";

test("a project offers validate, doctor and a run of each sound extract", () => {
  const files = scaffoldProject({ name: "Sales", organization: "Acme", user: "amy" }).filter(
    ({ path }) => path.endsWith(".yaml") && path !== "connections.yaml",
  );
  const connections = { path: "connections.yaml", trusted: false, text: scaffoldText("connections.yaml") };
  const loaded = loadProject({ files, connections }, { today: "2026-11-21" });
  expect(tasksOf(loaded, "").map(taskName)).toEqual(["validate", "doctor", "run bot-conversations-day", "run contacts-april"]);
  expect(tasksOf(loaded, "data/sales").map(taskName)).toContain("run contacts-april (data/sales)");
});

function scaffoldText(wanted: string): string {
  const files = scaffoldProject({ name: "Sales", organization: "Acme", user: "amy" });
  return files.find(({ path }) => path === wanted)?.text ?? "";
}

test.each([
  [
    { type: "datafeed", verb: "validate" },
    { type: "datafeed", verb: "validate" },
  ],
  [
    { type: "datafeed", verb: "run", extract: "a", project: "" },
    { type: "datafeed", verb: "run", extract: "a" },
  ],
  [{ type: "datafeed", verb: "run" }, undefined],
  [{ type: "datafeed", verb: "preview", extract: 7 }, undefined],
  [{ type: "datafeed", verb: "delete" }, undefined],
  [{ type: "npm", verb: "run", extract: "a" }, undefined],
])("%j in tasks.json is %j", (written, task) => {
  expect(readTask(written)).toEqual(task);
});

test("arguments are never options by accident", () => {
  expect(argumentsOf({ type: "datafeed", verb: "run", extract: "--server" }, "")).toEqual(["run", "--", "--server"]);
  expect(argumentsOf({ type: "datafeed", verb: "validate" }, "mine.yaml")).toEqual(["validate", "--connections", "mine.yaml"]);
});
