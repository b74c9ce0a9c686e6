import type * as vscode from "vscode";
import type { RunProgress, StatusView } from "../../runner/src/commands/commands.ts";
import type { Diagnostic, LoadedProject, TextFile } from "../../runner/src/language.ts";
import type { Desk, DeskPlace } from "./desk/desk.ts";

/** What the parts of the extension share. Made once, by `activate`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly projects: Projects;
  readonly desks: Desks;
  readonly runs: Runs;
}

/** The Datafeed projects of the workspace, as their documents stand in the editor, saved or not. */
export interface Projects {
  /** Found so far, in order of their folders. */
  readonly all: readonly OpenProject[];
  /** Of the active editor, else the one chosen last, else the first. */
  readonly current: OpenProject | undefined;
  /** The project to which a document belongs. */
  of(uri: vscode.Uri): OpenProject | undefined;
  /** Resolves when every project was found and loaded once. */
  ready(): Promise<void>;
  /** A project was found, loaded anew, or lost. */
  readonly onDidChange: vscode.Event<void>;
}

export interface OpenProject {
  readonly folder: vscode.Uri;
  /** As it is after the last change that was loaded. */
  readonly loaded: LoadedProject;
  /** What `datafeed validate` says of it, in order of file and place. */
  readonly findings: readonly Diagnostic[];
  /** Loads what has changed since, and answers with that. */
  refresh(): Promise<LoadedProject>;
  /** A document's path within the project, with forward slashes. */
  pathOf(uri: vscode.Uri): string;
  uriOf(path: string): vscode.Uri;
  /** The text of a document as it stands. */
  textOf(path: string): string | undefined;
  /** All texts as they were loaded last, those of the connections in force included. */
  readonly texts: Iterable<TextFile>;
}

/** Where questions are answered: the local project's own CLI, or the server of `datafeed.server`. */
export interface Desks {
  /** Where the next question goes. Undefined without project and server. */
  readonly place: DeskPlace | undefined;
  /**
   * The desk of now. Errors: DatafeedErrors that say what to do (`session-*`, `cli-missing`, `node-missing`, `not-signed-in`,
   * `not-trusted`, `project-missing`); show them with `showFailure`, which offers the buttons.
   */
  current(): Promise<Desk>;
  /**
   * The desk for what nobody has asked for; undefined where a local project has no ledger yet, for then nothing has run, and
   * opening a folder should neither start a program nor make files in it. Errors: as `current`.
   */
  quiet(): Promise<Desk | undefined>;
  /** Who asks, what they may see, which products there are. Kept until something changes. */
  status(): Promise<StatusView>;
  /** Another place, another user, or the way there was lost or found again. */
  readonly onDidChange: vscode.Event<void>;
  /** Outputs, runs or schedules may have changed: ask again what is shown. */
  readonly onDidChangeResults: vscode.Event<void>;
  /** Says that something was changed by way of the desk. */
  changed(): void;
}

/** The runs that were asked for in this window, and those found under way after it was loaded again. */
export interface Runs {
  readonly underWay: readonly RunUnderWay[];
  readonly onDidChange: vscode.Event<void>;
  /**
   * Asks for a run, follows it with progress, and offers its file at the end. Answers, before it runs, whether it was taken.
   * Never throws: says what went wrong.
   */
  run(request: RunRequest): Promise<boolean>;
  /** Ends a run and its query. Never throws: says what went wrong. */
  cancel(id: string): Promise<void>;
  /** Shows a run's log, and what is added to it while it is followed. Errors: the desk's. */
  showLog(id: string): Promise<void>;
}

export interface RunRequest {
  readonly extract: string;
  /** Default: its own window, or the last closed one. */
  readonly start?: string;
  readonly end?: string;
  readonly narrow?: import("../../runner/src/commands/commands.ts").NarrowRequest;
}

export interface RunUnderWay {
  /** Of what is owed. */
  readonly id: string;
  readonly extract: string;
  readonly state: RunProgress["state"];
  readonly rows?: number;
  readonly bytes?: number;
  readonly startedAt: number;
}
