import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { Diagnostic } from "../../../runner/src/errors/diagnostic.ts";
import { inSlices } from "../../../runner/src/errors/in-slices.ts";
import type { ProjectTexts, TextFile } from "../../../runner/src/language.ts";
import { type LoadedProject, loadProject, ProjectLoader } from "../../../runner/src/language.ts";
import type { OpenProject } from "../services.ts";
import { placeOfDocument } from "./place-of-document.ts";
import { PublishedFindings } from "./published-findings.ts";
import { type ReadSaved, readerOf } from "./read-workspace.ts";
import { Rounds } from "./rounds.ts";
import { type OpenText, withEdits } from "./with-edits.ts";

/** Long enough not to load at each key, short enough to feel at once. */
const quietMs = 100;
/** A project with more files than this is loaded without the extracts that nobody looks at first. */
const manyFiles = 500;

export interface ProjectEvents {
  /** It was loaded anew. */
  onLoaded(): void;
  /** Its datafeed.yaml is gone. */
  onLost(): void;
  onError(error: unknown): void;
}

/** One project of the workspace, as its documents stand in the editor. */
export class WorkspaceProject implements OpenProject, vscode.Disposable {
  readonly folder: vscode.Uri;
  #loaded: LoadedProject = loadProject({ files: [] }, { today: today() });
  #findings: readonly Diagnostic[] = [];
  #texts: ReadonlyMap<string, TextFile> = new Map();
  #saved: ProjectTexts | undefined;
  #savedChanged = true;
  #disposed = false;
  readonly #events: ProjectEvents;
  readonly #readSaved: ReadSaved;
  readonly #loader = new ProjectLoader();
  readonly #rounds: Rounds;
  readonly #published: PublishedFindings;
  readonly #watchers: readonly vscode.Disposable[];
  readonly #first: Promise<void>;

  constructor(folder: vscode.Uri, collection: vscode.DiagnosticCollection, events: ProjectEvents) {
    this.folder = folder;
    this.#events = events;
    this.#readSaved = readerOf(folder);
    this.#published = new PublishedFindings(this, collection);
    this.#rounds = new Rounds(() => this.#load(), quietMs, events.onError);
    this.#watchers = watch(folder, () => this.savedChanged());
    this.#first = this.#rounds.now().catch(events.onError);
  }

  get loaded(): LoadedProject {
    return this.#loaded;
  }

  get findings(): readonly Diagnostic[] {
    return this.#findings;
  }

  /** Resolves when it was loaded once. */
  ready(): Promise<void> {
    return this.#first;
  }

  async refresh(): Promise<LoadedProject> {
    this.#savedChanged = true;
    await this.#rounds.now();
    return this.#loaded;
  }

  /** Files may have been written. */
  savedChanged(): void {
    this.#savedChanged = true;
    this.#rounds.soon();
  }

  /** Text in the editor has changed. */
  textChanged(): void {
    this.#rounds.soon();
  }

  pathOf(uri: vscode.Uri): string {
    const root = this.folder.path.endsWith("/") ? this.folder.path : `${this.folder.path}/`;
    return uri.path.startsWith(root) ? uri.path.slice(root.length) : uri.fsPath;
  }

  uriOf(path: string): vscode.Uri {
    // The operator's connections may stand anywhere.
    return isAbsolute(path) ? vscode.Uri.file(path) : vscode.Uri.joinPath(this.folder, path);
  }

  get texts(): Iterable<TextFile> {
    return this.#texts.values();
  }

  textOf(path: string): string | undefined {
    const uri = this.uriOf(path).toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
    return open?.getText() ?? this.#texts.get(path)?.text;
  }

  /** Whether a document is one of this project's. */
  holds(uri: vscode.Uri): boolean {
    const path = this.pathOf(uri);
    return placeOfDocument(path) !== undefined || path === this.#saved?.connections?.path;
  }

  dispose(): void {
    this.#disposed = true;
    this.#rounds.dispose();
    for (const watcher of this.#watchers) watcher.dispose();
    this.#published.dispose();
  }

  async #load(): Promise<void> {
    if (this.#savedChanged) {
      this.#savedChanged = false;
      const read = await this.#read();
      if (read === undefined || this.#disposed) return;
      if (this.#saved === undefined && read.files.length > manyFiles) await this.#loadMost(read);
      this.#saved = read;
    }
    if (this.#saved === undefined) return;
    const texts = withEdits(this.#saved, this.#openTexts());
    const loaded = await inSlices(this.#loader.load(texts, { today: today() }));
    if (this.#disposed) return;
    this.#loaded = loaded;
    this.#findings = [...texts.diagnostics, ...loaded.diagnostics];
    this.#texts = byPath(texts);
    this.#published.publish(this.#findings);
    this.#events.onLoaded();
  }

  /** Templates, schedules, and the extracts that are open: what is written now is understood while the rest is loaded. */
  async #loadMost(read: ProjectTexts): Promise<void> {
    const open = this.#openTexts();
    const files = read.files.filter(({ path }) => !path.endsWith(".extract.yaml") || open.some((each) => each.path === path));
    const texts = withEdits({ ...read, files }, open);
    // Not by the loader that is kept: it would forget the other files.
    this.#loaded = await inSlices(new ProjectLoader().load(texts, { today: today() }));
    this.#texts = byPath(texts);
    if (this.#disposed) return;
    // Extracts that a grant names may be among those that are not loaded yet.
    const isSure = ({ code, file }: Diagnostic): boolean =>
      code !== "grant-extract-unknown" && open.some(({ path }) => path === file);
    this.#findings = this.#loaded.diagnostics.filter(isSure);
    this.#published.publish(this.#findings);
    this.#events.onLoaded();
  }

  async #read(): Promise<ProjectTexts | undefined> {
    try {
      return await this.#readSaved();
    } catch (error) {
      if (!(error instanceof DatafeedError) || error.code !== "project-missing") {
        // The next round tries again, whatever it begins for.
        this.#savedChanged = true;
        throw error;
      }
      this.#events.onLost();
      return undefined;
    }
  }

  #openTexts(): readonly OpenText[] {
    return vscode.workspace.textDocuments
      .filter(({ uri, isClosed }) => !isClosed && uri.scheme === this.folder.scheme && this.holds(uri))
      .map((document) => ({ path: this.pathOf(document.uri), text: document.getText(), unsaved: document.isDirty }));
  }
}

/** Hears of its documents, and of folders with documents in them: of a folder that goes nothing more is told than its own end. */
function watch(folder: vscode.Uri, changed: () => void): readonly vscode.Disposable[] {
  const own = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, "{datafeed.yaml,connections.yaml,extracts,templates,{extracts,templates}/**}"),
  );
  const listening = [own, own.onDidCreate(changed), own.onDidChange(changed), own.onDidDelete(changed)];
  const around = vscode.workspace.getWorkspaceFolder(folder)?.uri;
  const steps = around === undefined ? [] : folder.path.slice(around.path.length).split("/").filter(Boolean);
  if (around === undefined || steps.length === 0) return listening;
  const ancestors = steps.map((_, at) => steps.slice(0, at + 1).join("/"));
  const pattern = new vscode.RelativePattern(around, `{${ancestors.join(",")}}`);
  const folders = vscode.workspace.createFileSystemWatcher(pattern, true, true, false);
  return [...listening, folders, folders.onDidDelete(changed)];
}

function byPath({ files, connections }: ProjectTexts): ReadonlyMap<string, TextFile> {
  const all = connections === undefined ? files : [...files, connections];
  return new Map(all.map((file) => [file.path, file]));
}

/** Grants are looked at on the day in UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path);
}
