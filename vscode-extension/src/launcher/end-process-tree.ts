import { type ChildProcess, execFile } from "node:child_process";
import { join } from "node:path";

/** How a process and all that it started is ended. */
export type EndStep =
  /** By the session's own message, `$/stop`. */
  | { readonly type: "ask" }
  /** To the process group. */
  | { readonly type: "signal"; readonly group: number; readonly signal: "SIGINT" | "SIGKILL" }
  | { readonly type: "program"; readonly file: string; readonly args: readonly string[] };

/** So long it may take to end queries, clear staging and say so in the ledger. */
const graceMs = 5_000;

/**
 * First gently, so that queries are cancelled in the warehouse; then by force. Windows knows no signals and no groups: there the
 * session is asked, and `taskkill` ends the tree.
 */
export function stepsToEnd(
  pid: number,
  platform: NodeJS.Platform,
  systemRoot = "C:\\Windows",
): readonly [gently: EndStep, byForce: EndStep] {
  if (platform === "win32") {
    const file = join(systemRoot, "System32", "taskkill.exe");
    return [{ type: "ask" }, { type: "program", file, args: ["/PID", String(pid), "/T", "/F"] }];
  }
  return [
    { type: "signal", group: pid, signal: "SIGINT" },
    { type: "signal", group: pid, signal: "SIGKILL" },
  ];
}

export interface EndOptions {
  /** Sends the session's own message. */
  ask(): void;
  readonly graceMs?: number;
  readonly platform?: NodeJS.Platform;
}

/** Ends a process that leads its own group, and all that it started. Returns when it has ended. */
export async function endProcessTree(child: ChildProcess, options: EndOptions): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const [gently, byForce] = stepsToEnd(pid, options.platform ?? process.platform, process.env["SystemRoot"]);
  const ended = whenEnded(child);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, options.graceMs ?? graceMs);
  });
  if (!hasEnded(child)) {
    take(gently, options);
    await Promise.race([ended, late]);
  }
  clearTimeout(timer);
  // What it started may live on without it: a group does. On Windows nobody knows any more what it had started.
  if (!hasEnded(child) || byForce.type === "signal") take(byForce, options);
  await ended;
}

function take(step: EndStep, { ask }: EndOptions): void {
  if (step.type === "ask") ask();
  else if (step.type === "program") execFile(step.file, step.args, { windowsHide: true }, () => {});
  else {
    try {
      process.kill(-step.group, step.signal);
    } catch {
      // There is nobody left.
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function whenEnded(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}
