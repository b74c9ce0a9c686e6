import type { RunProgress } from "../../../runner/src/commands/commands.ts";
import { runStateWord as wordIn } from "../../src/runs/run-state-word.ts";
import { t } from "./l10n.ts";

/** A run's state in the reader's language; it never stands by its colour alone. */
export function runStateWord(state: RunProgress["state"]): string {
  return wordIn(state, t);
}
