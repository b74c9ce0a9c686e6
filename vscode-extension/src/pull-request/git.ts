import * as vscode from "vscode";
import { messageOf } from "../../../runner/src/errors/datafeed-error.ts";

/** The part of the built-in Git extension's API that is used here (its version 1). */
interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
}

export interface Repository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD?: { readonly name?: string };
    readonly remotes: readonly { readonly name: string; readonly pushUrl?: string; readonly fetchUrl?: string }[];
    readonly indexChanges: readonly unknown[];
  };
  /** Branches here, and those of remotes where asked for. */
  getBranches(query: { readonly remote: boolean }): Promise<readonly { readonly name?: string }[]>;
  checkout(name: string): Promise<void>;
  createBranch(name: string, checkout: boolean): Promise<void>;
  add(paths: string[]): Promise<void>;
  /** Takes files out of what is staged; their text stays. */
  revert(paths: string[]): Promise<void>;
  commit(message: string): Promise<void>;
  push(remote: string, branch: string, setUpstream: boolean): Promise<void>;
}

/** The repository that holds a folder; undefined where there is none, or the editor's Git is switched off. */
export async function repositoryOf(folder: vscode.Uri): Promise<Repository | undefined> {
  const extension = vscode.extensions.getExtension<{ readonly enabled: boolean; getAPI(version: 1): GitApi }>("vscode.git");
  const git = await extension?.activate();
  return git?.enabled === true ? (git.getAPI(1).getRepository(folder) ?? undefined) : undefined;
}

/** What Git said, in one line. */
export function gitWords(error: unknown): string {
  const said = (error as { readonly stderr?: unknown } | undefined)?.stderr;
  const lines = (typeof said === "string" && said.trim() !== "" ? said : messageOf(error)).trim().split("\n");
  return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0] ?? "").replace(/^(fatal|error): /, "");
}
