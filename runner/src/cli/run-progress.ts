import { formatBytes, formatCount, formatElapsed, formatWholeSeconds } from "../commands/units.ts";
import type { RunEvent } from "../execute/run-event.ts";
import type { Report } from "./progress.ts";

/** Puts a run's events into words; on a terminal the time goes on until the first row is there. */
export class RunProgressWords implements Disposable {
  readonly #report: Report;
  #clock: NodeJS.Timeout | undefined;

  constructor(report: Report) {
    this.#report = report;
  }

  show(event: RunEvent): void {
    if (event.type === "started") {
      this.#report(waiting);
      if (process.stderr.isTTY) this.#startClock();
    } else {
      this[Symbol.dispose]();
      if (event.type === "progress") this.#report(progressText(event));
    }
  }

  #startClock(): void {
    const startedMs = performance.now();
    this.#clock = setInterval(() => {
      this.#report(waitingText(performance.now() - startedMs));
    }, 1000).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#clock);
  }
}

const waiting = "asking the warehouse …";

function waitingText(elapsedMs: number): string {
  return `${waiting} ${formatWholeSeconds(elapsedMs)}`;
}

function progressText({ rows, bytes, elapsedMs }: Extract<RunEvent, { type: "progress" }>): string {
  if (rows === 0 && bytes === 0) return waitingText(elapsedMs);
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const rate = `${formatCount(Math.round(rows / seconds))} rows/s`;
  // Of the first rows nothing is written yet.
  const counted = bytes === 0 ? [] : [formatBytes(bytes)];
  const speed = bytes === 0 ? rate : `${rate}, ${formatBytes(bytes / seconds)}/s`;
  return [`${formatCount(rows)} rows`, ...counted, speed, formatElapsed(elapsedMs)].join("  ");
}
