import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerOf, environment, launcher } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

const node = join(import.meta.dirname, "../../node_modules", `node-${process.platform}-${process.arch}`, "bin/node");

/** Loaded before the launcher: it finds itself on an old Node.js. */
const oldNode = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.0.0" } });`;

/** And its newer one is ended by a signal at once. */
function preload(signal: NodeJS.Signals): string {
  return `
    ${oldNode}
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

// As above: without a Node of npm's there is no launcher in front of the runner.
describe.skipIf(!existsSync(node))("a daemon that the launcher started with a newer Node.js", () => {
  /** Started, and at work. `ended` waits for the runner, too: it holds the other end of the pipes. */
  async function started(project: TestProject) {
    project.write("preload.cjs", oldNode);
    const serve = ["serve", "--role", "api", "--port", "0", "--log-format", "json"];
    const args = ["--require", project.path("preload.cjs"), launcher, ...serve];
    const front = spawn(process.execPath, args, { cwd: project.root, env: environment(project.surroundings) });
    const ended = answerOf(front);
    const runner = await new Promise<number>((resolve, reject) => {
      let said = "";
      front.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const [, pid] = /"runner":"[^"]*:([0-9]+):[^"]*".*"at work"/.exec(said) ?? [];
        if (pid !== undefined) resolve(Number(pid));
      });
      front.once("close", () => reject(new Error(said)));
    });
    return { front, runner, ended };
  }

  test("ends with the launcher that was killed", { timeout: 60_000 }, async () => {
    using project = TestProject.withDocuments();
    const { front, runner, ended } = await started(project);
    expect(runner).not.toBe(front.pid);
    using guard = guardOver(runner);
    front.kill("SIGKILL");
    expect((await ended).stdout).not.toContain("stopping");
    expect(guard.wasNeeded).toBe(false);
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("hears %s", { timeout: 60_000 }, async (signal) => {
    using project = TestProject.withDocuments();
    const { front, runner, ended } = await started(project);
    using guard = guardOver(runner);
    front.kill(signal);
    const { code, stdout } = await ended;
    expect(guard.wasNeeded).toBe(false);
    expect(code).toBe(signal === "SIGTERM" ? 0 : 130);
    if (signal === "SIGTERM") expect(stdout).toContain('"stopped"');
  });
});

/** Ends a process that a test which fails would leave behind. */
function guardOver(pid: number) {
  const guard = { wasNeeded: false, [Symbol.dispose]: () => clearTimeout(timer) };
  const timer = setTimeout(() => {
    guard.wasNeeded = true;
    process.kill(pid, "SIGKILL");
  }, 40_000);
  return guard;
}
