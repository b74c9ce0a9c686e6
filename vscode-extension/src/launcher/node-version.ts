import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { promisify } from "node:util";
import { messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { type Environment, environmentOfSession } from "./environment.ts";

const run = promisify(execFile);

/** A Node.js that does not say its version by then is none to work with. */
const answerMs = 10_000;

/** The version, as `24.1.0`; or why there is none. */
export type NodeVersion = { readonly version: string } | { readonly trouble: string };

const known = new Map<string, Promise<NodeVersion>>();

/**
 * The version of a Node.js, asked once as long as its file stays the same. Asked in the folder in which it will work: what stands
 * on PATH may be a version manager's, which chooses by the folder. Never throws.
 */
export function nodeVersion(file: string, cwd: string, env: Environment): Promise<NodeVersion> {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return Promise.resolve({ trouble: "not there" });
  const key = JSON.stringify([file, cwd, stat.mtimeMs, stat.size]);
  const asked = known.get(key) ?? ask(file, cwd, env);
  known.set(key, asked);
  // What failed may have been a machine without breath.
  void asked.then((answer) => "trouble" in answer && known.delete(key));
  return asked;
}

async function ask(file: string, cwd: string, env: Environment): Promise<NodeVersion> {
  try {
    const options = { cwd, env: environmentOfSession(env), timeout: answerMs, windowsHide: true };
    const { stdout } = await run(file, ["--version"], options);
    const version = /^v(\d+\.\d+\.\d+\S*)\s*$/.exec(stdout)?.[1];
    return version === undefined ? { trouble: "no Node.js" } : { version };
  } catch (error) {
    const timedOut = error instanceof Error && "killed" in error && error.killed === true;
    return { trouble: timedOut ? `silent for ${answerMs / 1000} s` : (messageOf(error).split("\n")[0] ?? "it fails") };
  }
}

/** Whether a version is new enough for `datafeed` (`engines` of its package). */
export function isNewEnough(version: string): boolean {
  return Number.parseInt(version, 10) >= neededNode;
}

/** The oldest major version of Node.js that `datafeed` runs on. */
export const neededNode = 24;
