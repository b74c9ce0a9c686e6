import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerOf, environment, launcher } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

const node = join(import.meta.dirname, "../../node_modules", `node-${process.platform}-${process.arch}`, "bin/node");

/** Loaded before the launcher: it finds itself on an old Node.js, and its newer one is ended by a signal at once. */
function preload(signal: NodeJS.Signals): string {
  return `
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.0.0" } });
    const childProcess = require("child_process");
    const { spawn } = childProcess;
    childProcess.spawn = (...args) => {
      const child = spawn(...args);
      child.kill("${signal}");
      return child;
    };`;
}

// npm brings no Node for some platforms; there the launcher has none to start.
test.skipIf(!existsSync(node)).each([
  ["SIGKILL", 2, /^datafeed was ended by SIGKILL.*\n$/],
  ["SIGTERM", 130, /^$/],
] as const)("a Node.js that the launcher started and that %s ended: exit %i", async (signal, code, said) => {
  using project = TestProject.empty();
  project.write("preload.cjs", preload(signal));
  const args = ["--require", project.path("preload.cjs"), launcher, "--help"];
  const answer = await answerOf(spawn(process.execPath, args, { env: environment(project.surroundings) }));
  expect(answer.code).toBe(code);
  expect(answer.stderr).toMatch(said);
});
