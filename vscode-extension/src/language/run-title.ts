import * as vscode from "vscode";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import { formatCount } from "../../../runner/src/commands/units.ts";
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

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago, in the editor's language. */
export function agoWords(instant: string, now: Date): string {
  const elapsed = now.getTime() - Date.parse(instant);
  const words = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" });
  const [unit, length] = units.find(([, each]) => elapsed >= each) ?? ["second", 1000];
  return unit === "second" ? words.format(0, "second") : words.format(-Math.floor(elapsed / length), unit);
}
