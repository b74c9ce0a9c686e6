import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { askForRange } from "../commands/ask-for-range.ts";
import type { Desk } from "../desk/desk.ts";
import { yesterday } from "../wizard/presets.ts";

/** What is said of an extract that has no window now: it has none of its own, or none has closed yet. */
const windowless = new Set(["window-missing", "window-not-closed"]);

/**
 * Asks for something about an extract; where it has no window of its own, once more with a range that the person gives. Answers
 * with that range, too. Errors: those of asking; CancellationError.
 */
export async function withRange<Answer>(
  desk: Desk,
  extract: string,
  range: Range | undefined,
  ask: (range: Range | undefined) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly range: Range | undefined }> {
  try {
    return { answer: await ask(range), range };
  } catch (error) {
    if (range !== undefined || !(error instanceof DatafeedError) || !windowless.has(error.code)) throw error;
    const given = await askForRange(desk, extract, {
      title: vscode.l10n.t("Range of {0}", extract),
      suggested: (timezone) => yesterday(new Date().toISOString(), timezone),
    });
    if (given === undefined) throw new vscode.CancellationError();
    return { answer: await ask(given), range: given };
  }
}
