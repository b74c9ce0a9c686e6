import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { promisify } from "node:util";

/** A server that a test starts, may kill, and starts again on the same port. */
export class ServerProcess implements AsyncDisposable {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #port: number;
  readonly #env: NodeJS.ProcessEnv;
  #process: ChildProcess | undefined;
  /** What it said last, for the error of one that does not come up. */
  #said = "";

  constructor(command: string, args: readonly string[], port: number, env: NodeJS.ProcessEnv = {}) {
    this.#command = command;
    this.#args = args;
    this.#port = port;
    this.#env = env;
  }

  /** Returns when it takes connections. */
  async start(): Promise<void> {
    // A group of its own: what it forks for a connection dies with it.
    const started = spawn(this.#command, this.#args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...this.#env },
      detached: true,
    });
    this.#process = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#said = (this.#said + text).slice(-4000);
      });
    }
    const failed = once(started, "exit").then(() => {
      throw new Error(`${this.#command} ended before it listened: ${this.#said}`);
    });
    await Promise.race([failed, this.#listening()]);
    failed.catch(() => {});
  }

  /** Every connection breaks, whatever was under way. */
  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.pid === undefined) return;
    this.#process = undefined;
    const ended = running.exitCode === null && running.signalCode === null ? once(running, "exit") : undefined;
    try {
      process.kill(-running.pid, "SIGKILL");
    } catch {
      // It is gone.
    }
    await ended;
  }

  /** Stops it and what it forked, as they are. */
  async pause(): Promise<void> {
    for (const pid of await this.#family()) process.kill(pid, "SIGSTOP");
  }

  async resume(): Promise<void> {
    for (const pid of await this.#family()) process.kill(pid, "SIGCONT");
  }

  /** The server's process and its children's, whatever group or session they went to. */
  async #family(): Promise<readonly number[]> {
    const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,ppid="]);
    const parents = new Map(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
    );
    const root = this.#process?.pid ?? -1;
    const descends = (pid: number | undefined): boolean =>
      pid === root || (pid !== undefined && pid > 1 && descends(parents.get(pid)));
    return [...parents.keys()].filter(descends);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #listening(): Promise<void> {
    for (;;) {
      const socket = connect(this.#port, "127.0.0.1");
      const answered = await new Promise<boolean>((resolve) => {
        socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      });
      socket.destroy();
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
