import * as vscode from "vscode";
import { formatBytes, formatCount, formatElapsed, formatWholeSeconds } from "../../../runner/src/commands/units.ts";
import type { RunUnderWay } from "../services.ts";
import { sentenceOf } from "../webview/page-error.ts";
import type { PageError } from "../webview/protocol.ts";
import type { FollowedRun, RunEnd } from "./run-state.ts";

type RunFigures = RunUnderWay & Partial<Pick<FollowedRun, "error" | "cancelling">>;

/** How far a run is: "12,000 rows, 3.4 MB, 5 s". */
export function progressWords(run: RunFigures, now: number): string {
  return `${stateWords(run)}, ${formatWholeSeconds(Math.max(0, now - run.startedAt))}`;
}

/** The same without a clock, for what is not written anew each second. */
export function stateWords(run: RunFigures): string {
  return wordsOf(run).join(", ");
}

function wordsOf({ state, rows, bytes, cancelling, error }: RunFigures): string[] {
  const { l10n } = vscode;
  if (cancelling) return [l10n.t("being cancelled")];
  if (state === "owed") {
    return [error === undefined ? l10n.t("waiting to begin") : l10n.t("waiting for another try ({0})", error.message)];
  }
  if (state === "decided") return [l10n.t("publishing the file")];
  if (rows === undefined || (rows === 0 && !bytes)) return [l10n.t("asking the warehouse")];
  // Where the warehouse writes the file itself, rows are counted at its end.
  return [...(rows === 0 ? [] : [l10n.t("{0} rows", formatCount(rows))]), ...(bytes ? [formatBytes(bytes)] : [])];
}

/** What became of a run, in a sentence or two. */
export function endWords({ run, outcome, output, error, elapsedMs }: RunEnd): string {
  const { l10n } = vscode;
  const name = run.extract;
  switch (outcome) {
    case "published": {
      if (output === undefined) return l10n.t("{0} is published.", name);
      const figures = [formatCount(output.rows), formatBytes(output.bytes), formatElapsed(elapsedMs)];
      return l10n.t("{0} is ready: {1} rows, {2}, {3}.", name, ...figures);
    }
    case "skipped":
      return l10n.t("{0} found no rows, so no file was published.", name);
    case "cancelled":
      return l10n.t("{0} was cancelled. No file was published.", name);
    case "abandoned":
      return l10n.t("{0} was given up. No file was published.", name);
    case "failed":
      return l10n.t("{0} failed: {1}", name, causeOf(error));
    case "unknown":
      return l10n.t("{0} can't be followed any more: {1}", name, causeOf(error));
  }
}

function causeOf(error: PageError | undefined): string {
  return error === undefined ? vscode.l10n.t("the cause is not known.") : sentenceOf(error);
}
