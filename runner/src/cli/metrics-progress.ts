import { readFileSync } from "node:fs";
import { formatBytes, formatElapsed, formatWholeSeconds } from "../commands/units.ts";
import { conversationMetrics } from "../conversation-metrics/conversation-metrics.ts";
import type { DocumentSource } from "../conversation-metrics/document-source.ts";
import type { MetricsReport, MetricsRequest, MetricsStage } from "../conversation-metrics/figures.ts";
import { count } from "./diagnostics.ts";
import { type Report, runSteps } from "./progress.ts";

const everyMs = 200;

/**
 * Works out metrics, with progress on stderr where that is a terminal; `quiet`: without. Errors: those of conversationMetrics.
 */
export async function metricsWithProgress(
  sources: readonly DocumentSource[],
  request: MetricsRequest,
  signal: AbortSignal,
  quiet: boolean,
): Promise<MetricsReport> {
  if (quiet || process.stderr.isTTY !== true) return conversationMetrics(sources, request, signal);
  let answer: MetricsReport | undefined;
  const work = async (report: Report): Promise<string> => {
    using words = new StageWords(report);
    answer = await conversationMetrics(sources, request, signal, (stage) => words.enter(stage));
    return `${count(answer.files, "file")}, ${formatElapsed(words.elapsedMs)}`;
  };
  await runSteps([{ title: "conversations", work }]);
  return answer!;
}

/** Says again and again how far the stage is that goes on. */
class StageWords implements Disposable {
  readonly #report: Report;
  readonly #startedMs = performance.now();
  readonly #clock = setInterval(() => this.#tell(), everyMs);
  #stage: MetricsStage = { name: "preparing" };
  #readBefore = bytesRead() ?? 0;

  constructor(report: Report) {
    this.#report = report;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  enter(stage: MetricsStage): void {
    this.#stage = stage;
    this.#readBefore = bytesRead() ?? 0;
    this.#tell();
  }

  #tell(): void {
    const now = bytesRead();
    const read = now === undefined ? undefined : now - this.#readBefore;
    this.#report(`${stageText(this.#stage, read)}  ${formatWholeSeconds(this.elapsedMs)}`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#clock);
  }
}

function stageText({ name, bytes }: MetricsStage, read: number | undefined): string {
  if (name === "counting") return "working out the figures …";
  if (bytes === undefined) return `checking and unpacking … ${read === undefined ? "" : formatBytes(read)}`.trimEnd();
  // What DuckDB moves to the disk is read again.
  return `reading … ${read === undefined ? "" : `${formatBytes(Math.min(read, bytes))} of `}${formatBytes(bytes)}`;
}

/** What this process has read, as Linux counts it: DuckDB tells nothing while it reads JSON. undefined on other systems. */
function bytesRead(): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return Number(/^rchar: (\d+)$/m.exec(readFileSync("/proc/self/io", "latin1"))?.[1]);
  } catch {
    return undefined;
  }
}
