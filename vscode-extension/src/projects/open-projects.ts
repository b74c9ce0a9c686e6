import * as vscode from "vscode";
import { projectFile } from "../../../runner/src/project/document-files.ts";
import type { OpenProject, Projects } from "../services.ts";
import { findProjectFolders, projectAround } from "./find-folders.ts";
import { deepestFolder, placeOfDocument } from "./place-of-document.ts";
import { WorkspaceProject } from "./workspace-project.ts";

/**
 * Finds the projects of the workspace, loads them in the background, and keeps them loaded as their documents change. Their
 * findings go to the Problems view.
 */
export function openProjects(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Projects {
  const projects = new WorkspaceProjects(log);
  context.subscriptions.push(projects);
  return projects;
}

class WorkspaceProjects implements Projects, vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #collection = vscode.languages.createDiagnosticCollection("datafeed");
  readonly #change = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#change.event;
  readonly #projects = new Map<string, WorkspaceProject>();
  readonly #listening: readonly vscode.Disposable[];
  #last: WorkspaceProject | undefined;
  #search: Promise<void>;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${projectFile}`, false, true, false);
    const look = (): void => {
      // One after another: an older search may not close what a newer one has found.
      this.#search = this.#search.then(() => this.#find());
    };
    this.#listening = [
      this.#change,
      watcher,
      watcher.onDidCreate(look),
      watcher.onDidDelete(look),
      vscode.workspace.onDidChangeWorkspaceFolders(look),
      vscode.workspace.onDidOpenTextDocument((document) => void this.#meet(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#owner(uri)?.textChanged()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#owner(document.uri)?.textChanged();
      }),
      // Its watcher may be slow to tell, or may not look there at all.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#owner(uri)?.savedChanged()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#note()),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#note()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration("datafeed.connections")) return;
        for (const project of this.#projects.values()) project.savedChanged();
      }),
    ];
    this.#search = this.#find();
  }

  get all(): readonly OpenProject[] {
    return this.#sorted();
  }

  get current(): OpenProject | undefined {
    return this.#active() ?? this.#last ?? this.#sorted()[0];
  }

  of(uri: vscode.Uri): OpenProject | undefined {
    return this.#around(uri);
  }

  async ready(): Promise<void> {
    let search: Promise<void>;
    do {
      search = this.#search;
      await search;
      await Promise.all([...this.#projects.values()].map((project) => project.ready()));
    } while (search !== this.#search);
  }

  dispose(): void {
    for (const each of [...this.#listening, ...this.#projects.values(), this.#collection]) each.dispose();
  }

  async #find(): Promise<void> {
    const folders = await findProjectFolders().catch((error: unknown) => {
      this.#log.error(`Looking for projects failed: ${String(error)}`);
      return [];
    });
    const found = new Set(folders.map(String));
    const open = vscode.workspace.textDocuments;
    for (const [key, project] of this.#projects) {
      // One outside the workspace was found by a document; it stays while one of its documents is open.
      if (!found.has(key) && !open.some(({ uri }) => this.#around(uri) === project)) this.#close(key);
    }
    for (const folder of folders) this.#open(folder);
    await Promise.all(open.map((document) => this.#meet(document)));
    this.#note();
    this.#change.fire();
  }

  /** A document that was opened may belong to a project outside the workspace. */
  async #meet({ uri }: vscode.TextDocument): Promise<void> {
    const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
    const isDocument = name === projectFile || placeOfDocument(`extracts/${name}`) !== undefined;
    if (uri.scheme !== "file" || !isDocument) return;
    const known = this.#owner(uri);
    if (known !== undefined) return known.textChanged();
    const folder = await projectAround(vscode.Uri.joinPath(uri, ".."));
    if (folder !== undefined && this.#open(folder)) this.#change.fire();
  }

  /** Whether it is new. */
  #open(folder: vscode.Uri): boolean {
    const key = folder.toString();
    if (this.#projects.has(key)) return false;
    const project: WorkspaceProject = new WorkspaceProject(folder, this.#collection, {
      onLoaded: () => this.#change.fire(),
      onLost: () => {
        if (this.#projects.get(key) !== project) return;
        this.#close(key);
        this.#change.fire();
      },
      onError: (error) => this.#log.error(error instanceof Error ? error : String(error)),
    });
    this.#projects.set(key, project);
    return true;
  }

  #close(key: string): void {
    const project = this.#projects.get(key);
    this.#projects.delete(key);
    if (this.#last === project) this.#last = undefined;
    project?.dispose();
  }

  #sorted(): readonly WorkspaceProject[] {
    return [...this.#projects.values()].sort((one, other) => (one.folder.path < other.folder.path ? -1 : 1));
  }

  /** The project in whose folder a file lies. */
  #around(uri: vscode.Uri): WorkspaceProject | undefined {
    return this.#projects.get(deepestFolder([...this.#projects.keys()], uri.toString()) ?? "");
  }

  /** The project one of whose documents it is. */
  #owner(uri: vscode.Uri): WorkspaceProject | undefined {
    const around = this.#around(uri);
    if (around?.holds(uri)) return around;
    return [...this.#projects.values()].find((project) => uri.scheme === "file" && project.holds(uri));
  }

  #active(): WorkspaceProject | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const ofTab = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
    const uri = vscode.window.activeTextEditor?.document.uri ?? ofTab;
    return uri === undefined ? undefined : this.#around(uri);
  }

  /** Somebody looks at a document of another project. */
  #note(): void {
    const active = this.#active();
    if (active === undefined || active === this.#last) return;
    this.#last = active;
    this.#change.fire();
  }
}
