import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** One KRaft node, broker and controller: a JVM that may be killed and started again on the same ports and data. */
export class KafkaNode implements AsyncDisposable {
  readonly id: number;
  readonly #java: readonly string[];
  readonly #properties: string;
  #process: ChildProcess | undefined;

  constructor(id: number, java: readonly string[], properties: string) {
    this.id = id;
    this.#java = java;
    this.#properties = properties;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Returns when the broker serves; of several nodes that needs more than half of them. */
  async start(): Promise<void> {
    const process = spawn("java", [...this.#java, "kafka.Kafka", this.#properties], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = process;
    const said: string[] = [];
    const serves = new Promise<void>((resolve, reject) => {
      for (const stream of [process.stdout, process.stderr]) {
        createInterface({ input: stream }).on("line", (line) => {
          said.push(line);
          if (said.length > 30) said.shift();
          if (line.includes("Kafka Server started")) resolve();
        });
      }
      process.once("exit", () => reject(new Error(`Kafka node ${this.id} ended before it served:\n${said.join("\n")}`)));
      process.once("error", reject);
    });
    await serves;
  }

  /** kill -9: nothing is written or said any more. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** As an administrator stops it: its leaderships are handed over first. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** It stands still, its connections with it, until it is resumed. */
  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
  }
}
