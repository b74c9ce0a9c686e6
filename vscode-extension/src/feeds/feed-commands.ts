import * as vscode from "vscode";
import { askForReason } from "../commands/ask-for-reason.ts";
import { endObjection, momentObjection, momentText } from "../commands/moments.ts";
import type { Services } from "../services.ts";
import { runTask } from "../tasks/register-tasks.ts";
import { documentOf } from "./feed-document.ts";

/** Has a feed stand still, with the reason that others see. */
export async function pauseFeed({ desks }: Services, feed: string): Promise<void> {
  const answer = await askForReason({
    title: vscode.l10n.t("Pause {0}", feed),
    prompt: vscode.l10n.t("No event is sent until it is resumed; none is lost. Why? Others see the reason."),
  });
  if (answer === undefined) return;
  await (await desks.current()).pauseFeed(feed, answer.reason);
  desks.changed();
}

/** Lets a feed go on that is paused, or was stopped by an error. */
export async function resumeFeed(services: Services, feed: string): Promise<void> {
  const { l10n } = vscode;
  const { mayMiss } = await (await services.desks.current()).resumeFeed(feed);
  services.desks.changed();
  if (mayMiss === undefined) return;
  const replay = l10n.t("Replay…");
  const told = l10n.t("{0} goes on. It had stopped: {1} Events of the time until now may be missing.", feed, mayMiss.message);
  if ((await vscode.window.showWarningMessage(told, replay)) === replay) await replayFeed(services, feed);
}

/** Has events of a stretch of time sent once more; asks from when until when, and which. */
export async function replayFeed({ desks }: Services, feed: string): Promise<void> {
  const { l10n } = vscode;
  const desk = await desks.current();
  const { events } = await desk.feed(feed);
  const title = l10n.t("Replay {0}", feed);
  const ask = async (prompt: string, objection: (text: string) => string | undefined): Promise<string | undefined> => {
    const options = { title, prompt, placeHolder: "YYYY-MM-DD", ignoreFocusOut: true, validateInput: objection };
    const text = await vscode.window.showInputBox(options);
    return text === undefined ? undefined : inUtc(momentText(text));
  };
  const from = await ask(l10n.t("Events from when on? 2026-03-17 or 2026-03-17T06:00 (UTC)"), (text) =>
    momentObjection(text, l10n.t),
  );
  if (from === undefined) return;
  const to = await ask(l10n.t("Until when? This moment is not part of it any more. (UTC)"), (text) =>
    endObjection(from, text, "UTC", l10n.t),
  );
  if (to === undefined) return;
  const types = await chooseTypes(
    title,
    events.map(({ type }) => type),
  );
  if (types === undefined) return;
  await desk.replayFeed({ feed, from, to, ...(types.length === events.length ? {} : { types }) });
  desks.changed();
  void vscode.window.showInformationMessage(l10n.t("{0} sends these events once more, with the ids that they had.", feed));
}

/** The dead letters of a feed, newest first; choosing one copies the event's id. */
export async function showDeadLetters({ desks }: Services, feed: string): Promise<void> {
  const { l10n } = vscode;
  const items = async (): Promise<(vscode.QuickPickItem & { readonly event?: string })[]> => {
    const { items } = await (await desks.current()).listDeadLetters(feed, { pageSize: 1000 });
    if (items.length === 0) return [{ label: l10n.t("There are none: every event was sent.") }];
    return items.map(({ id, type, externalId, code, message, at }) => ({
      label: externalId === undefined ? type : `${type} ${externalId}`,
      description: `${code} · ${at}`,
      detail: message,
      event: id,
    }));
  };
  const placeHolder = l10n.t("Choose one to copy the id of its event");
  const options = { title: l10n.t("Dead letters of {0}", feed), placeHolder, matchOnDescription: true, matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(items(), options);
  if (chosen?.event !== undefined) await vscode.env.clipboard.writeText(chosen.event);
}

/** Copies where a feed stands. */
export async function copyPosition({ desks }: Services, feed: string): Promise<void> {
  const { position } = await (await desks.current()).feed(feed);
  if (position === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("{0} has no position yet: it has sent no batch.", feed));
    return;
  }
  await vscode.env.clipboard.writeText(position);
  void vscode.window.showInformationMessage(vscode.l10n.t("The position of {0} was copied.", feed));
}

/** Shows a feed's document. */
export async function openFeedDocument({ projects }: Services, feed: string): Promise<void> {
  await projects.ready();
  const { uri } = documentOf(projects, feed);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** Sends a feed's events to a terminal in place of its broker, until it is ended. */
export async function runFeedToStdout({ projects }: Services, feed: string): Promise<void> {
  await projects.ready();
  const { project } = documentOf(projects, feed);
  const around = vscode.workspace.getWorkspaceFolder(project.folder);
  if (around === undefined) return;
  const inside = project.folder.path.slice(around.uri.path.length).replace(/^\//, "");
  await runTask({ type: "datafeed", verb: "feed run", feed, ...(inside === "" ? {} : { project: inside }) }, around);
}

async function chooseTypes(title: string, types: readonly string[]): Promise<readonly string[] | undefined> {
  if (types.length < 2) return types;
  const items = types.map((label) => ({ label, picked: true }));
  const placeHolder = vscode.l10n.t("Which events?");
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ label }) => label);
}

/** A day or a wall-clock time, taken for one of UTC. */
function inUtc(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
}
