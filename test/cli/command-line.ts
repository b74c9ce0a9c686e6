import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { compileCache } from "../support/compile-cache.ts";

/** What a command answered. `text` is all that a person would have seen. */
export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly text: string;
}

/** Where and as whom a command runs. */
export interface Surroundings {
  readonly cwd: string;
  /** A home folder in which no connections file of this machine lies. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another user, for tests that run as root. */
  readonly uid?: number;
}

/** A command that is still running. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Answer>;
}

export const launcher = join(import.meta.dirname, "../../runner/bin/datafeed.cjs");

/** The environment of a command: this one's, without what steers Datafeed, and without colours. */
export function environment({ home, env }: Surroundings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DATAFEED_|NODE_OPTIONS$|NODE_ENV$|VITEST|FORCE_COLOR$|CI$|PG)/.test(name),
  );
  const fixed = { HOME: home, USERPROFILE: home, NO_COLOR: "1", NODE_COMPILE_CACHE: compileCache };
  return { ...Object.fromEntries(inherited), ...fixed, ...env };
}

/** Starts `datafeed` as a process of its own, from the sources, with pipes in place of a terminal. */
export function startDatafeed(args: readonly string[], surroundings: Surroundings): RunningCommand {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: surroundings.cwd,
    env: environment(surroundings),
    stdio: ["ignore", "pipe", "pipe"],
    ...(surroundings.uid === undefined ? {} : { uid: surroundings.uid, gid: surroundings.uid }),
  });
  return { child, ended: answerOf(child) };
}

/** Runs `datafeed` to its end. */
export function datafeed(args: readonly string[], surroundings: Surroundings): Promise<Answer> {
  return startDatafeed(args, surroundings).ended;
}

export async function answerOf(child: ChildProcess): Promise<Answer> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const stdout = Buffer.concat(out).toString();
  const stderr = Buffer.concat(err).toString();
  return { code, stdout, stderr, text: `${stdout}${stderr}` };
}

/** A clear answer: the exit code, the stable code in front, something to do, and no stack trace. */
export function expectFailure(answer: Answer, code: string, exitCode = 1): void {
  expect(answer.stderr).toMatch(new RegExp(`^✖ ${code}  \\S`, "m"));
  expect(answer.stderr).toMatch(/^ {2}→ \S/m);
  expect(answer.code).toBe(exitCode);
  expectNoTrace(answer);
}

/** No stack trace, and no file of the runner in what people read. */
export function expectNoTrace(answer: Answer): void {
  expect(answer.text).not.toMatch(/^\s+at .+:\d+:\d+|\(node:|Unhandled/m);
  expect(answer.text).not.toMatch(/runner\/src\/|node_modules|\[object Object\]|undefined/);
}
