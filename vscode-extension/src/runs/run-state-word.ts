import type { RunProgress } from "../../../runner/src/commands/commands.ts";
import type { Translate } from "../views/schedule-words.ts";

const words: Readonly<Record<RunProgress["state"], string>> = {
  owed: "waiting",
  running: "running",
  decided: "publishing",
  published: "published",
  skipped: "skipped, no rows",
  failed: "failed",
  cancelled: "cancelled",
  discarded: "given up",
  abandoned: "given up",
};

/** A run's state in the reader's language. `t`: `vscode.l10n.t`, or that of a page. */
export function runStateWord(state: RunProgress["state"], t: Translate): string {
  return t(words[state]);
}
