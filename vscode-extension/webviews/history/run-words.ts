import type { RunView } from "../../../runner/src/commands/commands.ts";
import { formatBytes, formatCount, formatDuration, formatTime } from "../shared/format.ts";
import { t } from "../shared/l10n.ts";
import { runStateWord } from "../shared/run-state-word.ts";
import { windowInWords } from "../shared/window-words.ts";
import { durationOf } from "./chart-layout.ts";

export type RunState = RunView["state"];

/** The icon of a state, of VS Code's own set. */
export function stateIcon(state: RunState): string {
  switch (state) {
    case "running":
    case "decided":
      return "loading";
    case "published":
      return "pass";
    case "skipped":
      return "debug-step-over";
    case "failed":
      return "error";
    case "discarded":
    case "cancelled":
      return "circle-slash";
  }
}

/** A run in one sentence: what a screen reader says of its bar, and what stands below the chart. */
export function runInWords(run: RunView, now: number): string {
  const figures = [
    t("{0}, {1}", formatTime(run.startedAt), runStateWord(run.state)),
    t("window {0}", windowInWords(run.window)),
    ...(run.rows === undefined ? [] : [t("{0} rows", formatCount(run.rows))]),
    ...(run.bytes === undefined ? [] : [formatBytes(run.bytes)]),
    formatDuration(durationOf(run, now)),
    t("asked for by {0}", run.requester),
    ...(run.error === undefined ? [] : [run.error.message]),
  ];
  return figures.join(" · ");
}
