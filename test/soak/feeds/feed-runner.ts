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

/**
 * A process that runs the feed until it is ended. It waits by itself while one that died has the lease; one that stood still for
 * longer than its own, as on a machine with too much to do, is started again as a supervisor does.
 */
export class FeedRunner {
  /** What it wrote last, for a person who looks into a failure. */
  readonly lines: string[] = [];
  readonly #options: FeedRunnerOptions;
  #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #isEnding = false;

  constructor(options: FeedRunnerOptions) {
    this.#options = options;
    this.#child = this.#start();
    this.#ended = this.#endOf(this.#child);
  }

  get running(): boolean {
    return (this.#child.exitCode === null && this.#child.signalCode === null) || this.#hasLostIt;
  }

  /** Its exit code; null when a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  async kill(): Promise<void> {
    this.#isEnding = true;
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async stop(): Promise<number | null> {
    this.#isEnding = true;
    this.#child.kill("SIGTERM");
    return this.#ended;
  }

  get #hasLostIt(): boolean {
    return !this.#isEnding && this.lines.some((line) => line.includes("feed-lost"));
  }

  async #endOf(child: ChildProcess): Promise<number | null> {
    const [code] = (await once(child, "close")) as [number | null];
    if (!this.#hasLostIt) return code;
    this.#child = this.#start();
    return this.#endOf(this.#child);
  }

  #start(): ChildProcess {
    const { project, ledger, command, env = {} } = this.#options;
    this.lines.length = 0;
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
