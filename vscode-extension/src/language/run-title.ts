import * as vscode from "vscode";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import { formatAge, formatCount } from "../../../runner/src/commands/units.ts";
import { runStateWord } from "../runs/run-state-word.ts";

const icons: Readonly<Record<RunView["state"], string>> = {
  running: "$(sync~spin)",
  decided: "$(sync~spin)",
  published: "$(pass)",
  failed: "$(error)",
  cancelled: "$(circle-slash)",
  discarded: "$(circle-slash)",
  skipped: "$(pass)",
};

/** A run in a few words: how it ended, rows, when. */
export function runTitle(run: RunView, now: Date): string {
  const { l10n } = vscode;
  const rows = run.rows === undefined ? [] : [l10n.t("{0} rows", formatCount(run.rows))];
  const words = run.state === "published" ? rows : [runStateWord(run.state, l10n.t)];
  return [`${icons[run.state] ?? ""} ${words.join(", ")}`.trim(), agoWords(run.endedAt ?? run.startedAt, now)].join(", ");
}

/** How long ago, in the editor's language. */
export function agoWords(instant: string, now: Date): string {
  return formatAge(instant, now.getTime(), vscode.env.language);
}
