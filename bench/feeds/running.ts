import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A feed that runs until it is disposed of. */
export interface Running extends AsyncDisposable {
  readonly running: boolean;
  residentMb(): number;
}

export async function startRunner(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
    });
  }
  await once(child, "spawn");
  child.once("exit", (code) => {
    if (code !== null && code !== 0) console.error(`The feed ended with ${code}: ${said}`);
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    get running() {
      return isRunning();
    },
    residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    [Symbol.asyncDispose]: async () => {
      if (!isRunning()) return;
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
