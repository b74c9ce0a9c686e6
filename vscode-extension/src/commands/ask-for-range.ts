import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import type { Desk } from "../desk/desk.ts";
import { endObjection, momentObjection, momentText } from "./moments.ts";

export interface RangeQuestion {
  readonly title: string;
  /** What stands in the boxes at first. */
  suggested?(timezone: string): Range;
}

/** Asks from when and until when, in an extract's zone; undefined when nobody answered. Errors: the desk's. */
export async function askForRange(desk: Desk, extract: string, question: RangeQuestion): Promise<Range | undefined> {
  const t = vscode.l10n.t;
  const { title } = question;
  const { timezone } = await desk.extract(extract);
  const suggested = question.suggested?.(timezone);
  const start = await askForMoment({
    title,
    prompt: t("From when? 2026-03-17 or 2026-03-17T06:00 ({0})", timezone),
    value: suggested?.start ?? "",
    objection: (text) => momentObjection(text, t),
  });
  if (start === undefined) return undefined;
  const end = await askForMoment({
    title,
    prompt: t("Until when? This moment is not part of it any more. ({0})", timezone),
    value: suggested?.end ?? "",
    objection: (text) => endObjection(start, text, timezone, t),
  });
  return end === undefined ? undefined : { start, end };
}

interface MomentQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  objection(text: string): string | undefined;
}

async function askForMoment({ title, prompt, value, objection }: MomentQuestion): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    placeHolder: "YYYY-MM-DD",
    ignoreFocusOut: true,
    validateInput: objection,
  });
  return text === undefined ? undefined : momentText(text);
}
