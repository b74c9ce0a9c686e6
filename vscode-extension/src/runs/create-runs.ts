import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { Desk } from "../desk/desk.ts";
import { showFailure } from "../failure.ts";
import type { Desks, Projects, RunRequest, Runs } from "../services.ts";
import { askedInEditor, findRuns } from "./find-runs.ts";
import { FollowedRuns } from "./followed-runs.ts";
import { checkSound } from "./mistakes.ts";
import { placeKey, placeName } from "./place-key.ts";
import { RunLogs } from "./run-logs.ts";
import { showRunProgress } from "./run-progress.ts";
import type { BegunRun, FollowedRun, RunNews } from "./run-state.ts";
import { RunStore } from "./run-store.ts";
import { runWorld } from "./run-world.ts";
import { saveDocumentsOf } from "./save-documents.ts";
import { createStatusItem } from "./status-item.ts";
import { tellNews } from "./tell-news.ts";
import { withRange } from "./with-range.ts";

/** So much later than its end the last lines of a run's log may come. */
const lastWordsMs = 1000;

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
  const followed = new FollowedRuns({ world: (hear) => runWorld(desks, hear), onChange, onNews });
  const progress = { followed, onDidChange: changed.event, cancel };

  const isHere = ({ place }: BegunRun): boolean => desks.place !== undefined && placeKey(desks.place) === place;

  function onChange(): void {
    void store.write(followed.all);
    changed.fire();
    for (const { id } of followed.all) readLog(id, false);
  }

  function onNews(news: RunNews): void {
    if (news.type === "ended") {
      const { id } = news.end.run;
      readLog(id, true);
      setTimeout(() => readLog(id, true), lastWordsMs);
      desks.changed();
    }
    tellNews(news, log, retry);
  }

  function readLog(id: string, ended: boolean): void {
    const read = desks.current().then((desk) => logs.refresh(desk, id, ended));
    read.catch((error: unknown) => log.debug(`The log of ${id} can't be read: ${String(error)}`));
  }

  /** Asks for something that is then owed, and follows it. Answers whether it was taken, as soon as that is known. Never throws. */
  function begin(extract: string, ask: (desk: Desk) => Promise<{ readonly id: string }>): Promise<boolean> {
    const startedAt = Date.now();
    return new Promise((resolve) => {
      const shown = showRunProgress(extract, progress, async (token) => {
        const desk = await desks.current();
        const place = placeKey(desks.place ?? desk.place);
        if (token.isCancellationRequested) throw new vscode.CancellationError();
        const { id } = await ask(desk);
        const following = followed.follow({ id, extract, place, startedAt, asked: true });
        desks.changed();
        resolve(true);
        return { id, following };
      });
      shown.then(undefined, (error: unknown) => {
        resolve(false);
        return showFailure(error);
      });
    });
  }

  async function run({ extract, start, end, ...rest }: RunRequest): Promise<boolean> {
    if (desks.place?.type === "project") {
      if (!(await saveDocumentsOf(extract, projects))) return false;
      try {
        await checkSound(extract, projects);
      } catch (error) {
        const title = vscode.l10n.t("Open YAML");
        void showFailure(error, [{ title, command: "datafeed.openYaml", arguments: [{ extract }] }]);
        return false;
      }
    }
    const given = start === undefined || end === undefined ? undefined : { start, end };
    return begin(extract, async (desk) => {
      const ask = (range?: Range) => desk.dispatch({ extract, ...range, ...rest, reason: askedInEditor });
      return (await withRange(desk, extract, given, ask)).answer;
    });
  }

  async function retry({ id, extract }: FollowedRun): Promise<void> {
    await begin(extract, (desk) => desk.retry(id));
  }

  async function cancel(id: string): Promise<void> {
    followed.hear({ type: "cancelling", id, on: true });
    try {
      checkPlace(id);
      await (await desks.current()).cancel(id);
    } catch (error) {
      followed.hear({ type: "cancelling", id, on: false });
      await showFailure(error);
    }
  }

  /** Errors: `run-elsewhere`, where another place is chosen now. */
  function checkPlace(id: string): void {
    const known = followed.get(id);
    if (known === undefined || isHere(known)) return;
    throw new DatafeedError("run-elsewhere", vscode.l10n.t("{0} runs at {1}.", known.extract, placeName(known.place)), {
      hint: vscode.l10n.t("Choose that place first."),
    });
  }

  /** One that was under way before this window was loaded, or that was asked for in another one. */
  function followOn(begun: BegunRun): void {
    if (followed.get(begun.id) !== undefined) return;
    const following = followed.follow(begun);
    if (begun.asked) void showRunProgress(begun.extract, progress, async () => ({ id: begun.id, following }));
  }

  /** What is under way at the place of now, and is not followed yet. */
  async function look(): Promise<void> {
    const { place } = desks;
    if (place === undefined || !vscode.workspace.isTrusted) return;
    for (const kept of store.read().filter(isHere)) followOn(kept);
    const desk = await desks.quiet();
    if (desk !== undefined) for (const found of await findRuns(desk, placeKey(place))) followOn(found);
  }

  // Who can't be asked now is asked when something changes; the views say why.
  const lookQuietly = (): void => void look().catch((error: unknown) => log.debug(`No runs were looked for: ${String(error)}`));

  const runs: Runs = {
    get underWay() {
      return followed.all.filter(isHere);
    },
    onDidChange: changed.event,
    run,
    cancel,
    showLog: async (id) => {
      const desk = await desks.current();
      await logs.show(desk, id, followed.get(id)?.extract ?? (await extractOf(desk, id)));
    },
  };
  const status = createStatusItem(runs);
  const looking = desks.onDidChange(() => {
    changed.fire();
    lookQuietly();
  });
  lookQuietly();
  const stop = new vscode.Disposable(() => followed.stop());
  return Object.assign(runs, { dispose: () => vscode.Disposable.from(stop, status, looking, logs, changed).dispose() });
}

/** Whose log it is; of what has not begun yet only the id is known. */
async function extractOf(desk: Desk, id: string): Promise<string> {
  try {
    return (await desk.run(id)).extract;
  } catch {
    return id.slice(0, 8);
  }
}
