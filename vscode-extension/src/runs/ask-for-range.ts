import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";

/** What is said of an extract that has no window now: it has none of its own, or none has closed yet. */
const windowless = new Set(["window-missing", "window-not-closed"]);

/** A day, or a moment of it, by the extract's clock or with an offset. */
const moment = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Asks for something about an extract; where it has no window of its own, once more with a range that the person gives. Answers
 * with that range, too. Errors: those of asking; CancellationError.
 */
export async function withRange<Answer>(
  extract: string,
  range: Range | undefined,
  ask: (range: Range | undefined) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly range: Range | undefined }> {
  try {
    return { answer: await ask(range), range };
  } catch (error) {
    if (range !== undefined || !(error instanceof DatafeedError) || !windowless.has(error.code)) throw error;
    const given = await askForRange(extract);
    if (given === undefined) throw new vscode.CancellationError();
    return { answer: await ask(given), range: given };
  }
}

async function askForRange(extract: string): Promise<Range | undefined> {
  const { l10n } = vscode;
  const title = l10n.t("Range of {0}", extract);
  const today = new Date();
  const start = await askForMoment(
    title,
    l10n.t("From when? By the extract's clock, such as 2026-03-17 or 2026-03-17T06:00"),
    -1,
  );
  if (start === undefined) return undefined;
  const end = await askForMoment(title, l10n.t("Until when? This moment is not part of it any more."), 0, start);
  return end === undefined ? undefined : { start, end };

  async function askForMoment(title: string, prompt: string, days: number, after?: string): Promise<string | undefined> {
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, 12);
    const written = await vscode.window.showInputBox({
      title,
      prompt,
      value: day.toISOString().slice(0, 10),
      ignoreFocusOut: true,
      validateInput: (text) => {
        if (!moment.test(text.trim())) return l10n.t("Write it like 2026-03-17 or 2026-03-17T06:00.");
        return after !== undefined && text.trim() <= after ? l10n.t("The end must come after {0}.", after) : undefined;
      },
    });
    return written?.trim().replace(" ", "T");
  }
}
