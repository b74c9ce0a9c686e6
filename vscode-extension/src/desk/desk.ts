import type { Commands } from "../../../runner/src/commands/commands.ts";

/**
 * Everything that the editor asks of Datafeed, wherever it is carried out: by the CLI on this project, or by a server. Files never
 * come as content: `save` writes them to disk. Errors are DatafeedErrors with the same codes on both ways.
 */
export interface Desk extends Omit<Commands, "content"> {
  readonly place: DeskPlace;
  /** Copies an output's files into a folder and checks their content. Answers with their paths. */
  save(id: string, folder: string, options: SaveOptions): Promise<readonly string[]>;
}

/** Where a desk's questions are answered. */
export type DeskPlace =
  | { readonly type: "project"; readonly folder: string }
  | { readonly type: "server"; readonly url: string };

export interface SaveOptions {
  readonly signal: AbortSignal;
  /** Bytes so far, and of how many in all. */
  onProgress?(bytes: number, total: number): void;
}

/** What a desk can't do by itself is said by its absence: where nobody is signed in, or no CLI was found. */
export interface DeskProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** What a person can do about it: commands of the editor, in the order of their usefulness. */
  readonly actions: readonly { readonly title: string; readonly command: string; readonly arguments?: readonly unknown[] }[];
}
