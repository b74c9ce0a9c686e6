import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Kafka } from "../../support/kafka.ts";

/** A writer, started again whenever it dies. */
export class Writer {
  readonly name: string;
  readonly transactional: boolean;
  readonly acknowledged = new Set<number>();
  readonly failures = new Map<string, number>();
  readonly strange: string[] = [];
  deaths = 0;
  midway = 0;
  #order: string;
  #process: ChildProcess | undefined;
  #sending = false;
  readonly #lines = new EventTarget();

  constructor(client: string, number: number, transactional: boolean, kafka: Kafka, folder: string) {
    this.name = `${client}-${transactional ? "transactional" : "plain"}-${number}`;
    this.transactional = transactional;
    const settings = { name: "main", servers: kafka.servers, compression: "none", positions: "positions" };
    this.#order = JSON.stringify({
      name: this.name,
      client,
      transactional,
      settings,
      positionFile: join(folder, this.name),
      pauseMs: 60,
    });
  }

  start(): void {
    const started = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), this.#order], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = started;
    createInterface({ input: started.stderr }).on("line", (line) => {
      if (!/Warning|trace-warnings|Timeout duration/.test(line)) this.strange.push(line);
    });
    createInterface({ input: started.stdout }).on("line", (line) => {
      const [what = "", which = ""] = line.split(" ");
      if (what === "sent") this.acknowledged.add(Number(which));
      if (what === "failed") this.failures.set(which, (this.failures.get(which) ?? 0) + 1);
      if (what === "strange") this.strange.push(line);
      this.#sending = what === "sending";
      this.#lines.dispatchEvent(new Event(what));
    });
  }

  /** Returns at the next line of a kind, or after a while. */
  async next(what: "sending" | "sent", most = 20_000): Promise<void> {
    const over = AbortSignal.timeout(most);
    await once(this.#lines, what, { signal: over }).catch(() => {});
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    this.deaths += 1;
    if (this.#sending) this.midway += 1;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  }
}
