import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CommandLine } from "../../../vscode-extension/src/launcher/command-line.ts";
import { failureIn, makePlan, planArguments } from "../../../vscode-extension/src/plan/make-plan.ts";

const repository = join(import.meta.dirname, "../../..");
const datafeed: CommandLine = [process.execPath, join(repository, "runner/bin/datafeed.cjs")];
const never = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plan(program: CommandLine, more: { readonly base?: string; readonly signal?: AbortSignal } = {}) {
  const lines: string[] = [];
  const { base, signal = never } = more;
  const made = makePlan({
    program,
    project: folder,
    base,
    connections: "",
    env: process.env,
    log: (line) => lines.push(line),
    signal,
  });
  return { made, lines };
}

function git(...args: readonly string[]): void {
  execFileSync("git", ["-C", folder, "-c", "user.name=Amy", "-c", "user.email=amy@example.com", ...args], { stdio: "pipe" });
}

test("the project's own datafeed plans what the working tree changes", async () => {
  for (const part of ["datafeed.yaml", "connections.yaml", "extracts", "templates"]) {
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "Begin");
  const file = join(folder, "extracts/web-chat-weekly.extract.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("Channel: { eq: Web-Chat }", "Channel: { eq: Voice }"));
  appendFileSync(join(folder, "extracts/on-request.extract.yaml"), "nonsense: true\n");
  const markdown = await plan(datafeed).made;
  expect(markdown).toMatch(/^<!-- datafeed-plan -->\n/);
  expect(markdown).toContain("| ~ | 2 extracts changed | `on-request`, `web-chat-weekly` |");
  // What it finds is read in the plan: it is no failure.
  expect(markdown).toContain("`unknown-key`");
  await expect(plan(datafeed, { base: "nowhere" }).made).rejects.toMatchObject({ code: "git-ref-missing" });
});

test("cancelled, it and all that it started end", async () => {
  const script = join(folder, "slow.mjs");
  const pids = join(folder, "pids");
  writeFileSync(
    script,
    `import { spawn } from "node:child_process";
     import { writeFileSync } from "node:fs";
     process.on("SIGINT", () => {});
     const child = spawn(process.execPath, ["-e", "process.on('SIGINT', () => process.exit()); setInterval(() => {}, 1000)"]);
     child.once("spawn", () => writeFileSync(${JSON.stringify(pids)}, [process.pid, child.pid].join(" ")));
     child.once("exit", () => process.exit(130));`,
  );
  const controller = new AbortController();
  const { made } = plan([process.execPath, script], { signal: controller.signal });
  const outcome = made.catch((error: unknown) => error);
  await vi.waitFor(() => expect(existsSync(pids) && readFileSync(pids, "utf8")).toMatch(/^\d+ \d+$/), { timeout: 10_000 });
  controller.abort();
  expect(await outcome).toMatchObject({ name: "AbortError" });
  const lives = (pid: string): boolean => existsSync(`/proc/${pid}`);
  await vi.waitFor(() => expect(readFileSync(pids, "utf8").split(" ").filter(lives)).toEqual([]), { timeout: 10_000 });
});

test("what is cancelled before it begins does not begin", async () => {
  const { made } = plan([join(folder, "no such program")], { signal: AbortSignal.abort() });
  await expect(made).rejects.toMatchObject({ name: "AbortError" });
  await pause(0);
});

describe("what went wrong", () => {
  test("by the program's own words", () => {
    const said = 'Comparing …\n✖ git-ref-missing  There is no commit "x" in this repository.\n  → Check the name.\n';
    expect(failureIn(said, 1)).toMatchObject({
      code: "git-ref-missing",
      message: 'There is no commit "x" in this repository.',
      hint: "Check the name.",
    });
  });

  test("of a program that knows no plan", () => {
    expect(failureIn("error: unknown command 'plan'\n", 1)).toMatchObject({ code: "cli-too-old" });
  });

  test("of one that says nothing", () => {
    expect(failureIn("", "SIGKILL")).toMatchObject({ code: "plan-failed", message: "`datafeed plan` ended with SIGKILL." });
  });
});

test("base and connections are arguments of their own, never part of a line", () => {
  const given = { project: "/p q", base: "; rm -rf /", connections: "$(id).yaml" };
  expect(planArguments(given).slice(-6)).toEqual(["--project", "/p q", "--base", "; rm -rf /", "--connections", "$(id).yaml"]);
});
