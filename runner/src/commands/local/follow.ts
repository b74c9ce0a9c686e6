import { setTimeout } from "node:timers/promises";
import type { RunEvent } from "../../execute/run-event.ts";
import { findObligation, findOutput } from "../../ledger/find.ts";
import type { Obligation } from "../../ledger/records.ts";
import type { RunProgress, RunView } from "../commands.ts";
import { checkRight } from "../rights.ts";
import type { Desk } from "./desk.ts";
import { findOwed, newestRun } from "./find-owed.ts";
import { outputViews } from "./views.ts";

/** Between two looks at the ledger, for what happens in other processes. */
const lookEveryMs = 1000;

/**
 * What happens to what is owed, until it is over: published, skipped, cancelled, abandoned, or failed for good. Progress comes
 * from the events of this process where it runs here; from the ledger, each second, where it does not.
 */
export async function* follow(desk: Desk, id: string, signal: AbortSignal): AsyncGenerator<RunProgress> {
  checkRight(desk.caller, "run.read");
  const { estate } = desk;
  let owed = await findOwed(desk, id);
  using events = new Events(estate.events, owed.extract);
  const told = new Told();
  for (;;) {
    signal.throwIfAborted();
    const run = await newestRun(desk, owed.id);
    const progress = await progressOf(desk, owed, run);
    if (told.isNews(progress)) yield progress;
    if (progress.last) return;
    for await (const live of events.until(lookEveryMs, run?.id, signal)) {
      const going: RunProgress = { at: new Date().toISOString(), state: "running", ...live, last: false };
      if (told.isNews(going)) yield going;
    }
    owed = await findObligation(estate.ledger, owed.id, desk.sight);
  }
}

/** What a follower has heard. Figures alone are news when they have grown, and once a second at most. */
class Told {
  #last: RunProgress | undefined;
  #at = 0;

  /** Whether it is to be told; then it counts as told. */
  isNews(progress: RunProgress): boolean {
    const last = this.#last;
    if (last !== undefined && summary(last) === summary(progress)) {
      const { rows = 0, bytes = 0 } = last;
      if ((progress.rows ?? 0) <= rows && (progress.bytes ?? 0) <= bytes) return false;
      if (performance.now() - this.#at < lookEveryMs) return false;
    }
    this.#last = progress;
    this.#at = performance.now();
    return true;
  }
}

/** All but the figures; that there are some, too. */
function summary({ at: _, rows, bytes: _bytes, ...what }: RunProgress): string {
  return JSON.stringify([what.state, what.run, what.error, what.output?.id, what.last, rows === undefined]);
}

/** How far it is, as the ledger knows. */
async function progressOf(desk: Desk, owed: Obligation, run: RunView | undefined): Promise<RunProgress> {
  const { ledger } = desk.estate;
  const current = owed.state === "owed" ? undefined : run;
  const error = owed.state === "failed" || owed.state === "owed" ? owed.error : run?.error;
  const output = owed.state === "published" && run?.state === "published" ? await outputOfRun(desk, run.id) : undefined;
  return {
    at: await ledger.time(),
    state: owed.state === "running" ? (run?.state ?? "running") : owed.state,
    ...(run === undefined ? {} : { run: run.id }),
    ...(current?.rows === undefined ? {} : { rows: current.rows }),
    ...(current?.bytes === undefined ? {} : { bytes: current.bytes }),
    ...(error === undefined ? {} : { error }),
    ...(output === undefined ? {} : { output }),
    last: owed.state !== "owed" && owed.state !== "running",
  };
}

async function outputOfRun(desk: Desk, id: string) {
  const [view] = await outputViews(desk.estate, [await findOutput(desk.estate.ledger, id)]);
  return view;
}

/** The events of one extract in this process, as they come. */
class Events implements Disposable {
  readonly #waiting: RunEvent[] = [];
  readonly #stop: () => void;
  #heard: (() => void) | undefined;

  constructor(source: Desk["estate"]["events"], extract: string) {
    this.#stop =
      source?.listen((event) => {
        if (event.extract !== extract) return;
        // Of progress only the newest counts, however slowly it is read.
        if (event.type === "progress" && this.#waiting.at(-1)?.type === "progress") this.#waiting.pop();
        this.#waiting.push(event);
        this.#heard?.();
      }) ?? (() => {});
  }

  /** The progress of a run until time is up, or something happens that the ledger knows more of. */
  async *until(
    ms: number,
    run: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly run: string; readonly rows: number; readonly bytes: number }> {
    const deadline = performance.now() + ms;
    for (let left = ms; left > 0; left = deadline - performance.now()) {
      const event = this.#waiting.shift() ?? (await this.#next(left, signal));
      if (event === undefined || event.type !== "progress") return;
      if (run !== undefined && event.run === run) yield { run, rows: event.rows, bytes: event.bytes };
    }
  }

  async #next(ms: number, signal: AbortSignal): Promise<RunEvent | undefined> {
    const heard = new Promise<void>((resolve) => {
      this.#heard = resolve;
    });
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    await Promise.race([heard, setTimeout(ms, undefined, { signal: stop }).catch(() => {})]);
    over.abort();
    this.#heard = undefined;
    signal.throwIfAborted();
    return this.#waiting.shift();
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}
