import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { RunProgress } from "../../../runner/src/commands/commands.ts";
import { type PipedCommands, pipedCommands } from "../../../runner/src/pipe/piped-commands.ts";
import { type Answer, answerOf, environment, launcher } from "../command-line.ts";
import type { TestProject } from "../test-project.ts";

/** `datafeed session` as a process of its own, and what is asked of it. */
export interface SessionProcess extends AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly desk: PipedCommands;
  /** Its exit code and what it said on stderr; everything on stdout was taken by the desk. */
  readonly ended: Promise<Answer>;
  /** Lines on stdout that were no messages. */
  readonly oddLines: readonly string[];
}

export function startSession(project: TestProject, ...args: readonly string[]): SessionProcess {
  const child = spawn(process.execPath, [launcher, "session", ...args], {
    cwd: project.root,
    env: environment(project.surroundings),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const oddLines: string[] = [];
  const desk = pipedCommands({ input: child.stdout, output: child.stdin, onOddLine: (line) => oddLines.push(line) });
  const ended = answerOf(child);
  return {
    child,
    desk,
    ended,
    oddLines,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Follows to the end; the last thing that was told. */
export async function followToEnd(desk: PipedCommands, id: string): Promise<RunProgress> {
  let last: RunProgress | undefined;
  for await (const progress of desk.follow(id, AbortSignal.timeout(30_000))) last = progress;
  if (last?.last !== true) throw new Error(`the run was not followed to its end: ${JSON.stringify(last)}`);
  return last;
}

/** Follows until a run has begun. */
export async function followUntilRunning(desk: PipedCommands, id: string): Promise<RunProgress> {
  for await (const progress of desk.follow(id, AbortSignal.timeout(30_000))) {
    if (progress.state === "running" && progress.run !== undefined) return progress;
    if (progress.last) throw new Error(`the run ended: ${JSON.stringify(progress)}`);
  }
  throw new Error("nothing more is told");
}
