import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectFailure, expectNoTrace } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

/** Longer than a runner keeps a feed without a sign of life. */
const longerThanALeaseMs = 11_000;

const run = ["feed", "run", "conversation-events", "--sink"];
let project: TestProject;
/** All events of the sample, as they come. */
let all: string;

beforeAll(async () => {
  project = TestProject.withDocuments();
  // More than a pipe and what reads ahead of it hold.
  await project.run("sample", "--contacts", "6000");
  const answer = await project.run(...run, "stdout", "--once");
  expect(answer.code, answer.stderr).toBe(0);
  all = answer.stdout;
  expect(all.length).toBeGreaterThan(1_000_000);
});

afterAll(() => project[Symbol.dispose]());

test("`| head` ends it quietly, whether or not it was to end by itself", async () => {
  for (const options of [["--once"], []]) {
    const running = project.start(...run, "stdout", ...options);
    const [first] = (await once(running.child.stdout!, "data")) as [Buffer];
    expect(all.startsWith(first.toString())).toBe(true);
    running.child.stdout!.destroy();
    const answer = await running.ended;
    expect(answer).toMatchObject({ code: 0, stderr: expect.not.stringContaining("✖") });
    expectNoTrace(answer);
  }
});

test("a reader that rests for longer than a lease gets everything, and is not sent more than it takes", async () => {
  const running = project.start(...run, "stdout", "--once");
  const { stdout } = running.child;
  await once(stdout!, "data");
  stdout!.pause();
  const before = residentBytes(running.child.pid);
  await new Promise((resolve) => setTimeout(resolve, longerThanALeaseMs));
  expect(running.child.exitCode).toBeNull();
  expect(residentBytes(running.child.pid) - before).toBeLessThan(150e6);
  stdout!.resume();
  const answer = await running.ended;
  expect(answer).toMatchObject({ code: 0, stderr: expect.not.stringContaining("✖") });
  expect(answer.stdout === all).toBe(true);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends it after its batch with 130, and the next run goes on", async (signal) => {
  const file = `${signal}.ndjson`;
  const running = project.start(...run, `file:${file}`);
  await vi.waitFor(() => expect(statSync(project.path(file)).size).toBeGreaterThan(0), { timeout: 30_000, interval: 5 });
  running.child.kill(signal);
  const answer = await running.ended;
  expect(answer).toMatchObject({ code: 130, stderr: expect.stringMatching(/Cancelling….*Cancelled\.\n$/s) });
  expectNoTrace(answer);
  const before = project.read(file);
  expect(before.endsWith("\n")).toBe(true);
  // Its lease is let go: the next one does not wait.
  expect(await project.run(...run, `file:${file}`, "--once")).toMatchObject({ code: 0 });
  const text = project.read(file);
  expect(text.startsWith(before)).toBe(true);
  expect(linesOf(text).toSorted()).toEqual(linesOf(all).toSorted());
});

test("of two runs at once into one file the second is refused, and the first goes on", async () => {
  const file = "two.ndjson";
  const first = project.start(...run, `file:${file}`);
  await vi.waitFor(() => expect(statSync(project.path(file)).size).toBeGreaterThan(0), { timeout: 30_000, interval: 5 });
  const second = await project.run(...run, `file:${file}`, "--once");
  expectFailure(second, "feed-owned");
  await vi.waitFor(() => expect(linesOf(project.read(file))).toHaveLength(linesOf(all).length), { timeout: 30_000 });
  expect(first.child.exitCode).toBeNull();
  first.child.kill("SIGINT");
  expect((await first.ended).code).toBe(130);
  expect(linesOf(project.read(file))).toHaveLength(linesOf(all).length);
});

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n");
}

function residentBytes(pid: number | undefined): number {
  const pages = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1];
  return Number(pages) * 4096;
}
