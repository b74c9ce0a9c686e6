import * as vscode from "vscode";
import type { ExtractView } from "../../../runner/src/commands/commands.ts";
import { lastClosedWindow, type ResolvedExtract } from "../../../runner/src/language.ts";
import { chooseExtract } from "../commands/choose-extract.ts";
import { DraftText } from "../form/draft-text.ts";
import { readExtracts } from "../form/extract-draft.ts";
import { wallClock } from "../form/filter-values.ts";
import type { FormEnding } from "../form/form-messages.ts";
import { contextOf } from "../form/read-form.ts";
import type { OpenProject, Services } from "../services.ts";
import type { WizardAnswers } from "./answers.ts";
import { askQuestions } from "./ask-questions.ts";
import { DraftWorld } from "./draft-world.ts";
import { freePath } from "./file-name.ts";
import { type FormPanel, openFormPanel } from "./form-panel.ts";
import type { KeptRun } from "./kept-draft.ts";
import { narrowableOf, narrowableOfView, narrowedDocument, narrowRequest } from "./narrow.ts";
import { askWindow } from "./time-questions.ts";
import { documentText } from "./write-draft.ts";

const formats = ["csv", "json", "ndjson", "parquet"];

/** One run of a reviewed extract, with less in it: a window, fewer fields, a filter, another format. Nothing of it is kept. */
export async function runOnce(services: Services, target: unknown): Promise<void> {
  const name = await chooseExtract(services, target, vscode.l10n.t("Run Once, Narrowed"));
  if (name === undefined) return;
  const desk = await services.desks.current();
  const view = await desk.extract(name);
  const resolved = ofCheckout(services, view);
  const timezone = resolved?.timezone ?? view.timezone;
  const answers = await askForWindow(services, name, { timezone, ...ownWindow(resolved) });
  if (answers === undefined) return;
  const columns = resolved === undefined ? await columnsOf(services, view, windowOf(answers)) : undefined;
  openNarrow(services, { view, answers, ...(columns && { columns }) });
}

/** Goes on with a narrowed run in its tab after a reload of the window. */
export async function continueRun(services: Services, kept: KeptRun, panel: vscode.WebviewPanel): Promise<void> {
  await services.projects.ready();
  openNarrow(services, { ...kept, panel });
}

function askForWindow(services: Services, name: string, answers: WizardAnswers): Promise<WizardAnswers | undefined> {
  const { timezone = "UTC" } = answers;
  const questions = askWindow({ timezone, weekStart: weekStartOf(services), now: new Date().toISOString() });
  return askQuestions({ title: vscode.l10n.t("Run {0} Once", name), answers, questions: () => questions });
}

function windowOf({ start = "", end = "", timezone = "UTC" }: WizardAnswers) {
  return { start, end, timezone };
}

interface NarrowRun extends Pick<KeptRun, "view" | "answers" | "columns"> {
  /** Of before the window was loaded again, as the tab is. */
  readonly text?: string;
  readonly format?: string;
  readonly panel?: vscode.WebviewPanel;
}

function openNarrow(services: Services, { view, answers, columns, panel, ...before }: NarrowRun): void {
  const project = services.projects.current;
  const resolved = columns === undefined ? ofCheckout(services, view) : undefined;
  const { document, loaded, only } =
    resolved !== undefined && project !== undefined
      ? narrowableOf(resolved, project.loaded, windowOf(answers))
      : narrowableOfView(view, columns ?? [], windowOf(answers));
  const draft = new DraftText({
    text: before.text ?? documentText(document),
    path: "extracts/once.extract.yaml",
    loaded: () => loaded,
    now: () => new Date().toISOString(),
    only,
    translate: vscode.l10n.t,
  });
  let last = answers;
  const end = async (ending: FormEnding, { format }: DraftWorld): Promise<boolean> => {
    const chosen = readExtracts(draft.text)?.[0]?.value ?? {};
    if (ending === "openPullRequest") return resolved !== undefined && propose(project, resolved, chosen, format);
    const narrow = narrowRequest(document, chosen, format, contextOf(draft.text, 0, draft.source()));
    const { start, end } = windowOf(last);
    return services.runs.run({ extract: view.name, start, end, ...(narrow && { narrow }) });
  };
  const world: DraftWorld = new DraftWorld({
    mode: "narrow",
    endings: resolved === undefined ? ["runOnce"] : ["runOnce", "openPullRequest"],
    draft,
    formats,
    format: before.format ?? view.format,
    kept: () => {
      const { format = view.format } = world;
      return { type: "run", view, answers: last, format, text: draft.text, ...(columns && { columns }) };
    },
    leave: {
      previous: async () => {
        const again = await askForWindow(services, view.name, last);
        if (again === undefined) return;
        last = again;
        const value = readExtracts(draft.text)?.[0]?.value ?? {};
        draft.text = documentText({ ...value, window: windowOf(again) });
        await form.show();
      },
      // What was refused can be mended here.
      end: async (ending) => {
        if (await end(ending, world)) form.panel.dispose();
      },
      close: () => form.panel.dispose(),
    },
  });
  const form: FormPanel = openFormPanel(services.context, vscode.l10n.t("Run {0} Once", view.name), world, panel);
}

/** Answers whether it was proposed. */
async function propose(
  project: OpenProject | undefined,
  resolved: ResolvedExtract,
  chosen: Parameters<typeof narrowedDocument>[1],
  format: string | undefined,
): Promise<boolean> {
  const names = new Set([...(project?.loaded.extracts.keys() ?? [])].map((name) => name.toLowerCase()));
  let name = `${resolved.name.slice(0, 90)}-once`;
  for (let number = 2; names.has(name.toLowerCase()); number++) name = `${resolved.name.slice(0, 90)}-once-${number}`;
  const path = freePath(
    name,
    [...(project?.texts ?? [])].map((file) => file.path),
  );
  const text = documentText(narrowedDocument(resolved, chosen, name, format));
  return (await vscode.commands.executeCommand<boolean | undefined>("datafeed.openPullRequest", { text, path })) === true;
}

/** The extract as the checkout has it, where that is the reviewed one: on a server only if it says the same of its fields. */
function ofCheckout({ desks, projects }: Services, view: ExtractView): ResolvedExtract | undefined {
  const found = projects.current?.loaded.extracts.get(view.name);
  if (found === undefined || desks.place?.type !== "server") return found;
  const same = found.template.name === view.template && namesOf(found.fields) === namesOf(view.columns);
  return same ? found : undefined;
}

function namesOf(columns: ExtractView["columns"]): string {
  return JSON.stringify(columns.map(({ field, as }) => [field, as]));
}

/** The columns with their types, by the smallest preview there is; without, where it can't be had. */
async function columnsOf({ desks }: Services, view: ExtractView, window: { readonly start: string; readonly end: string }) {
  const title = vscode.l10n.t("Asking for the columns of {0} …", view.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const { start, end } = window;
    try {
      return (await (await desks.current()).preview({ extract: view.name, start, end, rows: 1 }, controller.signal)).columns;
    } catch {
      // Then every value is a text, and the server says where that does not fit.
      return [];
    }
  });
}

function ownWindow(resolved: ResolvedExtract | undefined): { start?: string; end?: string } {
  if (resolved?.window !== undefined) return resolved.window;
  const closed = resolved?.schedule && lastClosedWindow(resolved.schedule, new Date().toISOString());
  if (closed === undefined || resolved === undefined) return {};
  const [start, end] = [wallClock(closed.start, resolved.timezone), wallClock(closed.end, resolved.timezone)];
  return start === undefined || end === undefined ? {} : { start, end };
}

function weekStartOf({ projects }: Services) {
  return projects.current?.loaded.project?.value.defaults?.weekStart ?? "monday";
}
