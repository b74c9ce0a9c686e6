import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Answer, datafeed, type RunningCommand, startDatafeed } from "../../cli/command-line.ts";
import { freePort } from "../free-port.ts";
import { sampleFile, Workspace } from "./workspace.ts";

/** Runs the command line on a workspace; a failure is an error with what it said. */
export async function onWorkspace(workspace: Workspace, ...args: readonly string[]): Promise<Answer> {
  const answer = await datafeed(args, { cwd: workspace.folder, home: workspace.folder });
  if (answer.code !== 0) throw new Error(`datafeed ${args.join(" ")} ended with ${answer.code}:\n${answer.text.slice(-3000)}`);
  return answer;
}

/** A daemon on a workspace, which may be stopped and started again. */
export class Daemon implements AsyncDisposable {
  readonly url: string;
  readonly #workspace: Workspace;
  #running: RunningCommand | undefined;

  constructor(workspace: Workspace, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#workspace = workspace;
  }

  static async start(workspace: Workspace): Promise<Daemon> {
    const daemon = new Daemon(workspace, await freePort());
    await daemon.startAgain();
    return daemon;
  }

  /** Returns when it answers. */
  async startAgain(): Promise<void> {
    const { folder } = this.#workspace;
    const args = ["serve", "--port", new URL(this.url).port, "--log-level", "error"];
    const running = startDatafeed(args, { cwd: folder, home: folder });
    this.#running = running;
    const failed = running.ended.then(({ text }) => Promise.reject(new Error(`the daemon ended: ${text}`)));
    failed.catch(() => {});
    await Promise.race([failed, this.#answers()]);
  }

  /** A token of one of the project's users. */
  async token(user: string): Promise<string> {
    const { stdout } = await onWorkspace(this.#workspace, "token", "create", "--user", user, "--name", "editor");
    return stdout.trim();
  }

  async stop(): Promise<void> {
    this.#running?.child.kill("SIGTERM");
    await this.#running?.ended;
    this.#running = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answers(): Promise<void> {
    for (;;) {
      const ready = await fetch(`${this.url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready || this.#running === undefined) return;
      await setTimeout(50);
    }
  }
}

/** Fills a sample warehouse as the example project has it; the file, in a folder of its own. */
export async function makeSample(): Promise<string> {
  using workspace = new Workspace();
  await onWorkspace(workspace, "sample");
  const file = join(mkdtempSync(join(tmpdir(), "datafeed-sample-")), "sample.duckdb");
  copyFileSync(workspace.path(sampleFile), file);
  return file;
}
