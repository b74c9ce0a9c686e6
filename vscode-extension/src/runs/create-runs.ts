import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { Desk } from "../desk/desk.ts";
import { showFailure } from "../failure.ts";
import type { Desks, Projects, RunRequest, Runs } from "../services.ts";
import { withRange } from "./ask-for-range.ts";
import { askedInEditor, findRuns } from "./find-runs.ts";
import { FollowedRuns } from "./followed-runs.ts";
import { checkSound } from "./mistakes.ts";
import { placeKey, placeName } from "./place-key.ts";
import { RunLogs } from "./run-logs.ts";
import type { BegunRun, FollowedRun, RunNews } from "./run-state.ts";
import { RunStore } from "./run-store.ts";
import { progressWords, sentenceOf } from "./run-words.ts";
import { runWorld } from "./run-world.ts";
import { saveDocumentsOf } from "./save-documents.ts";
import { createStatusItem } from "./status-item.ts";
import { tellEnd } from "./tell-end.ts";

/** Between two readings of a log that is open while its run goes on. */
const logEveryMs = 1500;
const tickMs = 1000;

/** The runs of this window. Those that were under way when it was loaded again are followed on. */
export function createRuns(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  projects: Projects,
  desks: Desks,
): Runs & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const store = new RunStore(context.workspaceState);
  const logs = new RunLogs();
  let stored: string | undefined;
  const logRead = new Map<string, number>();
  const followed = new FollowedRuns({ world: (hear) => runWorld(desks, hear), onChange, onNews });

  function onChange(): void {
    const ids = followed.all.map(({ id }) => id).join();
    if (ids !== stored) void store.write(followed.all);
    stored = ids;
    changed.fire();
    for (const run of followed.all) readLog(run);
  }

  function onNews(news: RunNews): void {
    switch (news.type) {
      case "ended":
        log.info(`${news.end.run.extract} (${news.end.run.id}): ${news.end.outcome}`);
        logRead.delete(news.end.run.id);
        void desks
          .current()
          .then((desk) => logs.refresh(desk, news.end.run.id))
          .catch(() => {});
        desks.changed();
        void tellEnd(news.end, retry);
        return;
      case "lost":
        log.warn(`${news.place}: ${news.error.code}: ${news.error.message}`);
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            "The way to the runs under way is lost: {0} They go on; their end is told when it is back.",
            sentenceOf(news.error),
          ),
        );
        return;
      case "back":
        log.info(`${news.place}: back`);
        vscode.window.setStatusBarMessage(vscode.l10n.t("Datafeed: {0} answers again.", placeName(news.place)), 5000);
    }
  }

  /** Of a run that goes on, where its log is open. */
  function readLog({ id }: FollowedRun): void {
    const last = logRead.get(id) ?? 0;
    if (Date.now() - last < logEveryMs) return;
    logRead.set(id, Date.now());
    void desks
      .current()
      .then((desk) => logs.refresh(desk, id))
      .catch(() => {});
  }

  /** Asks for something that is then owed, and follows that, with a notification from the first moment on. */
  async function begin(extract: string, ask: (desk: Desk) => Promise<{ readonly id: string }>): Promise<void> {
    const startedAt = Date.now();
    try {
      await withProgress(extract, async (report, token) => {
        report(vscode.l10n.t("asking for it"));
        const desk = await desks.current();
        const place = placeKey(desks.place ?? desk.place);
        if (token.isCancellationRequested) throw new vscode.CancellationError();
        const { id } = await ask(desk);
        const following = followed.follow({ id, extract, place, startedAt, asked: true });
        desks.changed();
        await showProgress(id, following, report, token);
      });
    } catch (error) {
      await showFailure(error);
    }
  }

  /** Shows how far a run is until it is over. */
  async function showProgress(
    id: string,
    following: Promise<void>,
    report: (message: string) => void,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const show = (): void => {
      const run = followed.get(id);
      if (run !== undefined) report(progressWords(run, Date.now()));
    };
    const timer = setInterval(show, tickMs);
    const listening = [changed.event(show), token.onCancellationRequested(() => void runs.cancel(id))];
    try {
      if (token.isCancellationRequested) void runs.cancel(id);
      await following;
    } finally {
      clearInterval(timer);
      for (const each of listening) each.dispose();
    }
  }

  /** One that was under way before this window was loaded, or that another window asked for. */
  function followOn(run: BegunRun): void {
    if (followed.get(run.id) !== undefined) return;
    const following = followed.follow(run);
    if (!run.asked) return;
    void withProgress(run.extract, (report, token) => showProgress(run.id, following, report, token));
  }

  const retry = ({ id, extract }: FollowedRun): Promise<void> => begin(extract, (desk) => desk.retry(id));

  /** Errors: `run-elsewhere`, where another place is chosen now. */
  function checkPlace(id: string): void {
    const run = followed.get(id);
    if (run === undefined || (desks.place !== undefined && placeKey(desks.place) === run.place)) return;
    throw new DatafeedError("run-elsewhere", vscode.l10n.t("{0} runs at {1}.", run.extract, placeName(run.place)), {
      hint: vscode.l10n.t("Choose that place first."),
    });
  }

  async function look(): Promise<void> {
    const { place } = desks;
    if (place === undefined || !vscode.workspace.isTrusted) return;
    for (const run of await findRuns(await desks.current(), placeKey(place))) followOn(run);
  }

  // Who can't be asked now is asked when something changes; the views say why.
  const lookQuietly = (): void => void look().catch((error: unknown) => log.debug(`No runs were looked for: ${String(error)}`));

  const runs: Runs & vscode.Disposable = {
    get underWay() {
      return followed.all;
    },
    onDidChange: changed.event,
    run: async ({ extract, ...request }: RunRequest) => {
      if (desks.place?.type === "project") {
        if (!(await saveDocumentsOf(extract, projects))) return;
        try {
          await checkSound(extract, projects);
        } catch (error) {
          const title = vscode.l10n.t("Open YAML");
          return showFailure(error, [{ title, command: "datafeed.openYaml", arguments: [{ extract }] }]);
        }
      }
      const { start, end, ...rest } = request;
      const given = start === undefined || end === undefined ? undefined : { start, end };
      await begin(extract, async (desk) => {
        const ask = (range?: Range) => desk.dispatch({ extract, ...range, ...rest, reason: askedInEditor });
        return (await withRange(extract, given, ask)).answer;
      });
    },
    cancel: async (id) => {
      followed.hear({ type: "cancelling", id, on: true });
      try {
        checkPlace(id);
        await (await desks.current()).cancel(id);
      } catch (error) {
        followed.hear({ type: "cancelling", id, on: false });
        await showFailure(error);
      }
    },
    showLog: async (id) => {
      const desk = await desks.current();
      await logs.show(desk, id, followed.get(id)?.extract ?? (await extractOf(desk, id)));
    },
    dispose: () => {
      followed.stop();
      status.dispose();
      looking.dispose();
      logs.dispose();
      changed.dispose();
    },
  };
  const status = createStatusItem(runs);
  const looking = desks.onDidChange(lookQuietly);
  for (const run of store.read()) followOn(run);
  lookQuietly();
  return runs;
}

/** Whose log it is; of what has not begun yet only the id is known. */
async function extractOf(desk: Desk, id: string): Promise<string> {
  try {
    return (await desk.run(id)).extract;
  } catch {
    return id.slice(0, 8);
  }
}

function withProgress(
  extract: string,
  work: (report: (message: string) => void, token: vscode.CancellationToken) => Promise<void>,
): Thenable<void> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title: extract, cancellable: true }, (progress, token) =>
    work((message) => progress.report({ message }), token),
  );
}
