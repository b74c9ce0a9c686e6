import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { StatusView } from "../../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { Desks, Projects } from "../services.ts";
import type { Authentication } from "../sign-in/authentication.ts";
import { normalServerUrl, shownUrl } from "../sign-in/server-url.ts";
import { type ChosenDesk, CurrentDesk } from "./current-desk.ts";
import type { Desk, DeskPlace } from "./desk.ts";
import type { DeskState } from "./desk-errors.ts";
import { notTrusted } from "./not-trusted.ts";
import { serverDesk } from "./server-desk.ts";

/** Opens the desk of a local project; closing it ends its process, when the runs under way are done. */
export type OpenLocalDesk = (folder: string) => Promise<Desk & AsyncDisposable>;

export interface DesksOptions {
  readonly projects: Projects;
  readonly authentication: Authentication;
  readonly log: vscode.LogOutputChannel;
  readonly openLocal: OpenLocalDesk;
}

/** Wait so long for more changes of a ledger before anybody is told: a run writes several. */
const ledgerPauseMs = 300;

/** One desk at a time: of the server that the settings name, else of the current project. Opened when it is first needed. */
export function createDesks({ projects, authentication, log, openLocal }: DesksOptions): Desks & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const results = new vscode.EventEmitter<void>();
  let ledger: vscode.Disposable | undefined;
  let watched: string | undefined;

  let state: DeskState | undefined;

  const desk = new CurrentDesk({
    choose,
    tell: (now, status) => {
      const isOpenAgain = now === "ready" && state !== undefined && state !== "ready";
      state = now;
      tell(now, status);
      // Lists whose question failed meanwhile would stay empty, with no welcome that says why.
      if (isOpenAgain) results.fire();
    },
  });

  function place(): DeskPlace | undefined {
    const server = writtenServer();
    if (server !== "") return { type: "server", url: shownUrl(server) };
    const folder = projects.current?.folder;
    return folder?.scheme === "file" ? { type: "project", folder: folder.fsPath } : undefined;
  }

  async function choose(): Promise<ChosenDesk> {
    // A command may come before the workspace was read.
    if (place() === undefined) await projects.ready();
    const at = place();
    if (at === undefined) throw projectMissing();
    if (!vscode.workspace.isTrusted) throw notTrusted();
    if (at.type === "project") return { key: at.folder, open: () => openLocal(at.folder) };
    const url = normalServerUrl(writtenServer());
    const signedIn = await authentication.signedIn(url);
    if (signedIn === undefined) throw notSignedIn(url);
    return { key: `${url} ${signedIn.token}`, open: async () => serverDesk(url, signedIn.token) };
  }

  async function quiet(): Promise<Desk | undefined> {
    await projects.ready();
    const at = place();
    return at?.type === "project" && !existsSync(ledgerOf(at.folder)) ? undefined : desk.get();
  }

  /** Something else is to be asked from now on, or by somebody else. */
  function renew(how: { readonly anew?: boolean } = {}): void {
    desk.renew(how);
    const at = place();
    void vscode.commands.executeCommand("setContext", "datafeed.server", at?.type === "server");
    void isSignedIn(at).then((is) => vscode.commands.executeCommand("setContext", "datafeed.signedIn", is));
    watchLedger(at);
    changed.fire();
    quiet()
      .then((open) => open && desk.status())
      .catch((error: unknown) => log.info(`Nothing can be asked yet: ${String(error)}`));
  }

  async function isSignedIn(at: DeskPlace | undefined): Promise<boolean> {
    if (at?.type !== "server") return false;
    try {
      return (await authentication.signedIn(normalServerUrl(at.url))) !== undefined;
    } catch {
      return false;
    }
  }

  /** Runs of a terminal, of a daemon or of another window show themselves in the project's ledger. */
  function watchLedger(at: DeskPlace | undefined): void {
    const folder = at?.type === "project" ? at.folder : undefined;
    if (folder === watched) return;
    watched = folder;
    ledger?.dispose();
    ledger = folder === undefined ? undefined : watch(folder, () => results.fire());
  }

  const listening = [
    changed,
    results,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (["server", "cli", "connections", "viewer"].some((key) => event.affectsConfiguration(`datafeed.${key}`))) {
        // What is open was opened with the older settings.
        renew({ anew: true });
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => renew()),
    authentication.onDidChangeSessions(() => renew()),
    projects.onDidChange(() => {
      const at = place();
      if (at?.type !== "server" && at?.folder !== watched) renew();
    }),
  ];
  renew();
  return {
    get place() {
      return place();
    },
    current: () => desk.get(),
    quiet,
    status: () => desk.status(),
    onDidChange: changed.event,
    onDidChangeResults: results.event,
    changed: () => {
      desk.forgetStatus();
      results.fire();
    },
    dispose: () => {
      ledger?.dispose();
      for (const each of listening) each.dispose();
      desk.close();
    },
  };
}

/** Where the menu's Viewer leads: the person's own setting, else what the server names; web pages alone. */
export function viewerOf(status: StatusView | undefined): vscode.Uri | undefined {
  const written = vscode.workspace.getConfiguration("datafeed").get("viewer", "").trim() || status?.viewer;
  return written !== undefined && /^https?:\/\//.test(written) ? vscode.Uri.parse(written, true) : undefined;
}

/** What the views' welcome, menus and commands depend on. */
function tell(state: DeskState, status?: StatusView): void {
  void vscode.commands.executeCommand("setContext", "datafeed.state", state);
  void vscode.commands.executeCommand("setContext", "datafeed.viewer", viewerOf(status) !== undefined);
}

function writtenServer(): string {
  return vscode.workspace.getConfiguration("datafeed").get("server", "").trim();
}

/** Where the command line keeps a project's ledger. */
function ledgerOf(folder: string): string {
  return join(folder, ".datafeed", "ledger.sqlite");
}

function watch(folder: string, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, ".datafeed/ledger.sqlite*"));
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, ledgerPauseMs);
  };
  watcher.onDidCreate(soon);
  watcher.onDidChange(soon);
  return {
    dispose: () => {
      clearTimeout(timer);
      watcher.dispose();
    },
  };
}

function projectMissing(): DatafeedError {
  return new DatafeedError("project-missing", vscode.l10n.t("No Datafeed project is open, and no server is chosen."), {
    hint: vscode.l10n.t("Open a folder that holds a datafeed.yaml, or choose a server."),
  });
}

function notSignedIn(url: string): DatafeedError {
  return new DatafeedError("not-signed-in", vscode.l10n.t("You are not signed in to {0}.", new URL(url).host));
}
