import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { environment, launcher } from "../../cli/command-line.ts";
import { feedName } from "./call-project.ts";

/** Short, so that a dead runner's feed is taken over while the test waits. */
const lease = "2s";

export interface FeedRunnerOptions {
  readonly project: string;
  /** Path or URL. */
  readonly ledger: string;
  /** `serve`: the daemon with the role feeds; `run`: `datafeed feed run`. */
  readonly command: "serve" | "run";
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that runs the feed until it is ended. It waits by itself while one that died has the lease. */
export class FeedRunner {
  /** What it wrote last, for a person who looks into a failure. */
  readonly lines: string[] = [];
  readonly #options: FeedRunnerOptions;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(options: FeedRunnerOptions) {
    this.#options = options;
    this.#child = this.#start();
    this.#ended = once(this.#child, "close").then(([code]) => code as number | null);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its exit code; null when a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return this.#ended;
  }

  #start(): ChildProcess {
    const { project, ledger, command, env = {} } = this.#options;
    const verb = command === "serve" ? ["serve", "--role", "feeds", "--lease", lease] : ["feed", "run", feedName];
    const places = ["--project", project, "--connections", "connections.yaml", "--ledger", ledger];
    const child = spawn(process.execPath, [launcher, ...verb, ...places], {
      cwd: project,
      env: environment({ cwd: project, home: project, env }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on("line", (line) => {
        this.lines.push(line);
        if (this.lines.length > 40) this.lines.shift();
      });
    }
    return child;
  }
}
