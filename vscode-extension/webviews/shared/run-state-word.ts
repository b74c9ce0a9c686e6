import type { RunProgress } from "../../../runner/src/commands/commands.ts";
import { t } from "./l10n.ts";

/** The host has the same ones (`src/runs/run-state-word.ts`). */
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

/** A run's state in the reader's language; it never stands by its colour alone. */
export function runStateWord(state: RunProgress["state"]): string {
  return t(words[state]);
}
