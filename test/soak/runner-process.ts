import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { environment, launcher } from "../cli/command-line.ts";
import type { Scene } from "./scene.ts";

/** Short, so that a dead runner is given up while the test waits. */
export const leaseSeconds = 2;

/** A `datafeed serve` of its own. */
export class RunnerProcess {
  readonly child: ChildProcess;
  /** What it wrote, for a person who looks into a failure. */
  readonly lines: string[] = [];
  readonly #heard = new EventEmitter();
  readonly #ended: Promise<number | null>;

  constructor(scene: Scene, env: Readonly<Record<string, string>> = {}, more: readonly string[] = []) {
    const args = [
      ...["serve", "--project", scene.project, "--connections", scene.connections, "--ledger", scene.ledger],
      ...["--role", "scheduler,worker", "--lease", `${leaseSeconds}s`, "--log-format", "json", ...more],
    ];
    this.child = spawn(process.execPath, [launcher, ...args], {
      cwd: scene.project,
      env: environment({ cwd: scene.project, home: scene.project, env }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on("line", (line) => {
        this.lines.push(line);
        this.#heard.emit("line");
      });
    }
    this.#ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Resolves when it writes a line, or after so many milliseconds without one. */
  async nextLine(mostMs: number): Promise<void> {
    await once(this.#heard, "line", { signal: AbortSignal.timeout(mostMs) }).catch(() => {});
  }

  /** Its exit code; null when a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#ended;
  }
}
