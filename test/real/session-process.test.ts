import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLocalDesk } from "../../vscode-extension/src/desk/local-desk.ts";
import { pauseAfter, type SessionOptions, SessionProcess } from "../../vscode-extension/src/launcher/session-process.ts";
import { environment, launcher } from "../cli/command-line.ts";
import { withLongExtract } from "../cli/long-query.ts";
import { TestProject } from "../cli/test-project.ts";

const never = new AbortController().signal;
const march = { start: "2026-03-01", end: "2026-04-01" };

let project: TestProject;
const opened: SessionProcess[] = [];
let lines: string[] = [];

beforeEach(async () => {
  project = await TestProject.withSample();
  lines = [];
});

afterEach(async () => {
  for (const session of opened.splice(0)) await session.kill();
  project[Symbol.dispose]();
});

function options(rest: Partial<SessionOptions> = {}): SessionOptions {
  const folder = join(process.execPath, "..");
  const env = { ...environment(project.surroundings), PATH: `${folder}:${process.env["PATH"]}` };
  return { project: project.root, cliPath: launcher, env, log: (line) => lines.push(line), ...rest };
}

function start(rest: Partial<SessionOptions> = {}): SessionProcess {
  const session = new SessionProcess(options(rest));
  opened.push(session);
  return session;
}

/** A `datafeed` that is not ours. */
function other(script: string): Partial<SessionOptions> {
  project.write("other.cjs", script);
  return { cliPath: project.path("other.cjs") };
}

test("a desk on a project asks its own datafeed, by a Node that fits", async () => {
  const desk = await openLocalDesk(options());
  expect(desk.place).toEqual({ type: "project", folder: project.root });
  expect(await desk.status()).toMatchObject({ role: "admin", organization: "Acme" });
  const owed = await desk.dispatch({ extract: "ixHelloExtract1" });
  const states: string[] = [];
  for await (const { state } of desk.follow(owed.id, never)) states.push(state);
  expect(states.at(-1)).toBe("published");
  await expect(desk.extract("nothing")).rejects.toMatchObject({ code: "extract-unknown", hint: expect.any(String) });
  expect(lines[0]).toMatch(/^Starting datafeed session \(setting: .*datafeed\.cjs\), by Node\.js \d+\.\d+\.\d+ \((npm|path): /);
  await desk.kill();
  await expect(desk.status()).rejects.toMatchObject({ code: expect.stringMatching(/^session-/) });
});

test("many who ask at once have one process", async () => {
  const session = start();
  const pids = await Promise.all(Array.from({ length: 5 }, async () => (await (await session.commands()).hello()).pid));
  expect(new Set(pids).size).toBe(1);
});

test("after a crash what was asked fails, and what is asked next has a new process", async () => {
  const session = start();
  const desk = await session.commands();
  const { pid } = await desk.hello();
  process.kill(pid, "SIGKILL");
  await desk.ended;
  await expect(desk.status()).rejects.toMatchObject({ code: "session-ended", hint: expect.any(String) });
  await expect.poll(() => lines.join("\n")).toContain("datafeed session has ended (SIGKILL)");
  expect((await (await session.commands()).hello()).pid).not.toBe(pid);
});

test("pauses between crashes grow, to half a minute", () => {
  expect([0, 1, 2, 3, 20].map(pauseAfter)).toEqual([0, 500, 1_000, 2_000, 30_000]);
});

test("at its end it lets the run under way be finished; killed, it ends it", async () => {
  withLongExtract(project);
  const session = start();
  const desk = await session.commands();
  const { pid } = await desk.hello();
  const owed = await desk.dispatch({ extract: "long", ...march });
  for await (const { state } of desk.follow(owed.id, never)) if (state === "running") break;
  session.end();
  const next = start();
  expect(await (await next.commands()).listRuns({ states: ["running"] })).toMatchObject({ total: 1 });
  await (await next.commands()).cancel(owed.id);
  await expect.poll(() => lives(pid)).toBe(false);

  const again = await (await next.commands()).dispatch({ extract: "long", ...march });
  for await (const { state } of (await next.commands()).follow(again.id, never)) if (state === "running") break;
  await next.kill();
  expect(await project.lastRun()).toMatchObject({ state: "cancelled" });
  expect(project.files()).toEqual([]);
});

describe("what does not start is told in one sentence:", () => {
  test("a datafeed without this verb", async () => {
    const old = "console.error(\"✖ usage  unknown command 'session'\"); process.exitCode = 1;";
    await expect(start(other(old)).commands()).rejects.toMatchObject({
      code: "cli-too-old",
      hint: expect.stringContaining("datafeed.cli.path"),
    });
  });

  test.each([
    [0, "cli-too-old"],
    [2, "cli-too-new"],
  ])("one that speaks version %i", async (protocol, code) => {
    const hello = { jsonrpc: "2.0", id: 1, result: { protocol, version: "9.9.9", node: "24.0.0", project: "/", pid: 1 } };
    const script = `process.stdin.once("data", () => console.log(${JSON.stringify(JSON.stringify(hello))}));`;
    await expect(start(other(script)).commands()).rejects.toMatchObject({ code, message: expect.stringContaining("9.9.9") });
  });

  test("one that fails, by its own words", async () => {
    const script = 'console.error("note\\n✖ connections-missing  There is no file x.\\n  → Check."); process.exitCode = 1;';
    await expect(start(other(script)).commands()).rejects.toMatchObject({
      code: "session-not-started",
      message: "`datafeed session` could not be started. There is no file x.",
      hint: expect.any(String),
    });
    expect(lines).toContain("  → Check.");
  });

  test("one that is silent", async () => {
    const session = start({ ...other("setInterval(() => {}, 1000)"), helloMs: 300 });
    await expect(session.commands()).rejects.toMatchObject({
      code: "session-not-started",
      message: expect.stringContaining("silent for 0.3 s"),
    });
  });

  test("a program that is none", async () => {
    project.write("datafeed", "not a program");
    const { chmodSync } = await import("node:fs");
    chmodSync(project.path("datafeed"), 0o755);
    await expect(start({ cliPath: project.path("datafeed") }).commands()).rejects.toMatchObject({
      code: "session-not-started",
    });
  });

  test("no datafeed, and no Node", async () => {
    await expect(start({ cliPath: "/nowhere" }).commands()).rejects.toMatchObject({ code: "cli-missing" });
    await expect(start({ nodePath: "/nowhere" }).commands()).rejects.toMatchObject({ code: "node-missing" });
  });
});

test("a session that does not hear of a cancellation is ended, and the next question starts another", async () => {
  const session = start({ silentMs: 500, graceMs: 300 });
  const { pid } = await (await session.commands()).hello();
  await session.endIfSilent();
  expect((await (await session.commands()).hello()).pid).toBe(pid);
  process.kill(pid, "SIGSTOP");
  await session.endIfSilent();
  expect(() => process.kill(pid, 0)).toThrow();
  expect((await (await session.commands()).hello()).pid).not.toBe(pid);
});

/** A `datafeed` that says hello once. `answer` is what it does when it is asked more, `rest` what it does besides. */
function saysHello(answer: string, rest: string): Partial<SessionOptions> {
  return other(`const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
const hello = { protocol: 1, version: "1.0.0", node: "24.0.0", project: "/", pid: process.pid };
let greeted = false;
process.stdin.on("data", (data) => {
  for (const line of String(data).trim().split("\\n")) {
    const message = JSON.parse(line);
    if (message.method === "hello" && !greeted) { greeted = true; say(message.id, hello); continue; }
    ${answer}
  }
});
const file = (name) => require("node:fs").writeFileSync(require("node:path").join(process.cwd(), name), "");
${rest}`);
}

const closeAnswers = 'process.stdout.end(() => require("node:fs").closeSync(1));';
const live = "setInterval(() => {}, 1000);";

test("a silent session may end its other runs before it is ended by force", async () => {
  const gentle = 'process.on("SIGINT", () => setTimeout(() => { file("gently-ended"); process.exit(); }, 300));';
  const session = start({ ...saysHello("", `${gentle} ${live}`), silentMs: 300 });
  await session.commands();
  await session.endIfSilent();
  expect(existsSync(project.path("gently-ended"))).toBe(true);
});

test("a session whose answers have ended is replaced, and may finish its runs", async () => {
  const finish = 'process.stdin.on("end", () => { file("finished"); process.exit(); });';
  const session = start(saysHello(closeAnswers, `${finish} ${live}`));
  const first = await session.commands();
  await expect(first.status()).rejects.toMatchObject({ code: "session-ended" });
  await expect.poll(() => existsSync(project.path("finished"))).toBe(true);
  expect(await session.commands()).not.toBe(first);
});

test("one that does not end by that is ended", async () => {
  const session = start({ ...saysHello(closeAnswers, `file(String(process.pid)); ${live}`), partingMs: 300 });
  await expect((await session.commands()).status()).rejects.toMatchObject({ code: "session-ended" });
  const pid = Number(readdirSync(project.root).find((name) => /^\d+$/.test(name)));
  await expect.poll(() => lives(pid)).toBe(false);
  expect(lines).toContain("datafeed session answers no more and does not end, so it is ended.");
});

test("one that lives without ever having answered did not start", async () => {
  const session = start({ ...other(`${closeAnswers} ${live}`), helloMs: 500 });
  await expect(session.commands()).rejects.toMatchObject({
    code: "session-not-started",
    message: expect.stringContaining("silent for 0.5 s"),
  });
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
