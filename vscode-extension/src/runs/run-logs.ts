import * as vscode from "vscode";
import type { Desk } from "../desk/desk.ts";
import { logText, ShownLines } from "./log-text.ts";

/** Older ones are closed: a list of channels that nobody can survey helps nobody. */
const mostChannels = 10;

/** Between two readings of a log that is open while its run goes on. */
const everyMs = 1500;

interface RunLog {
  readonly channel: vscode.OutputChannel;
  readonly shown: ShownLines;
  reading: Promise<void> | undefined;
  /** Milliseconds since 1970. */
  readAt: number;
}

/** The logs of runs, each in an output channel of its own. */
export class RunLogs implements vscode.Disposable {
  readonly #logs = new Map<string, RunLog>();

  /** Brings a run's log to the front. `id` of a run, or of what is owed. Errors: the desk's. */
  async show(desk: Desk, id: string, extract: string): Promise<void> {
    const log = this.#open(id, extract);
    log.channel.show(true);
    await this.#read(desk, id, log);
    if (log.shown.isEmpty) log.channel.replace(`${vscode.l10n.t("Nothing is logged yet: no runner has begun.")}\n`);
  }

  /** Adds what has been logged since, where the log is open: now and then while a run goes on, and at its end. */
  async refresh(desk: Desk, id: string, ended: boolean): Promise<void> {
    const log = this.#logs.get(id);
    if (log === undefined || (!ended && Date.now() - log.readAt < everyMs)) return;
    await this.#read(desk, id, log);
  }

  dispose(): void {
    for (const { channel } of this.#logs.values()) channel.dispose();
    this.#logs.clear();
  }

  #open(id: string, extract: string): RunLog {
    const known = this.#logs.get(id);
    if (known !== undefined) return known;
    const channel = vscode.window.createOutputChannel(`Datafeed: ${extract} (${id.slice(-8)})`, "log");
    const log: RunLog = { channel, shown: new ShownLines(), reading: undefined, readAt: 0 };
    this.#logs.set(id, log);
    if (this.#logs.size > mostChannels) this.#close(this.#logs.keys().next().value!);
    return log;
  }

  #close(id: string): void {
    this.#logs.get(id)?.channel.dispose();
    this.#logs.delete(id);
  }

  /** One reading at a time: two answers would be added twice. */
  async #read(desk: Desk, id: string, log: RunLog): Promise<void> {
    log.readAt = Date.now();
    await log.reading?.catch(() => {});
    log.reading = this.#add(desk, id, log);
    await log.reading;
  }

  async #add(desk: Desk, id: string, log: RunLog): Promise<void> {
    const lines = await desk.logs(id);
    const isFirst = log.shown.isEmpty;
    const fresh = log.shown.take(lines);
    if (fresh.length === 0) return;
    if (isFirst) log.channel.replace(logText(fresh));
    else log.channel.append(logText(fresh));
  }
}
