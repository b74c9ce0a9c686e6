import * as vscode from "vscode";
import type { FollowedRuns } from "./followed-runs.ts";
import { progressWords } from "./run-words.ts";

/** For the seconds of a run that says nothing. */
const tickMs = 1000;

export interface RunProgressOptions {
  readonly followed: FollowedRuns;
  readonly onDidChange: vscode.Event<void>;
  cancel(id: string): Promise<void>;
}

/** A run that begins, or has begun: its id, and its end. */
export interface Begun {
  readonly id: string;
  readonly following: Promise<void>;
}

/**
 * A notification that shows how far a run is, from asking for it to its end, and that cancels it. Errors: those of `begin`;
 * CancellationError, where it was cancelled before anything was asked for.
 */
export function showRunProgress(
  extract: string,
  { followed, onDidChange, cancel }: RunProgressOptions,
  begin: (token: vscode.CancellationToken) => Promise<Begun>,
): Thenable<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: extract, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    progress.report({ message: vscode.l10n.t("asking for it") });
    const { id, following } = await begin(token);
    const show = (): void => {
      const run = followed.get(id);
      if (run !== undefined) progress.report({ message: progressWords(run, Date.now()) });
    };
    const timer = setInterval(show, tickMs);
    const listening = [onDidChange(show), token.onCancellationRequested(() => void cancel(id))];
    try {
      // While it was asked for.
      if (token.isCancellationRequested) void cancel(id);
      await following;
    } finally {
      clearInterval(timer);
      for (const each of listening) each.dispose();
    }
  });
}
