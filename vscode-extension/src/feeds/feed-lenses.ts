import * as vscode from "vscode";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import type { ResolvedFeed } from "../../../runner/src/language.ts";
import type { Services } from "../services.ts";
import { besideFeed } from "./feed-words.ts";

/** Of how many feeds it is asked how they stand. */
const mostAsked = 1000;

/** Above a feed's document: how it stands, and a run to the terminal. */
export class FeedLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #services: Services;
  readonly #change = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#change.event;
  readonly #listening: vscode.Disposable;
  #views: ReadonlyMap<string, FeedView> = new Map();
  #asking: Promise<void> | undefined;

  constructor(services: Services) {
    this.#services = services;
    const again = (): void => this.#change.fire();
    this.#listening = vscode.Disposable.from(
      this.#change,
      services.projects.onDidChange(again),
      services.desks.onDidChangeResults(() => {
        this.#asking = undefined;
        again();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration("datafeed", document).get("codeLens", true)) return [];
    const project = this.#services.projects.of(document.uri);
    if (project === undefined || !vscode.workspace.isTrusted) return [];
    const path = project.pathOf(document.uri);
    this.#asking ??= this.#ask();
    return [...project.loaded.feeds.values()].filter(({ file }) => file === path).flatMap((feed) => this.#of(feed, document));
  }

  #of({ name }: ResolvedFeed, document: vscode.TextDocument): readonly vscode.CodeLens[] {
    const lines = document.getText().split(/\r?\n/);
    const line = lines.findIndex((text) => /^name:/.test(text) && text.includes(name));
    const range = new vscode.Range(Math.max(0, line), 0, Math.max(0, line), 0);
    const view = this.#views.get(name);
    const run = {
      title: `$(play) ${vscode.l10n.t("Run to Terminal")}`,
      command: "datafeed.runFeed",
      arguments: [{ feed: name }],
    };
    const stands = view && { title: besideFeed(view, vscode.l10n.t, new Date()), command: "datafeed.feeds.focus" };
    return [run, ...(stands === undefined ? [] : [stands])].map((command) => new vscode.CodeLens(range, command));
  }

  /** Whoever writes is not told why nobody can be asked: the view says that. */
  async #ask(): Promise<void> {
    const desk = await this.#services.desks.quiet().catch(() => undefined);
    const page = await desk?.listFeeds({ pageSize: mostAsked }).catch(() => undefined);
    if (page === undefined) return;
    this.#views = new Map(page.items.map((view) => [view.name, view]));
    this.#change.fire();
  }
}
