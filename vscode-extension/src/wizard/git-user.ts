import type * as vscode from "vscode";
import { repositoryOf } from "../pull-request/git.ts";

/** Git's `user.name` and `user.email` in a folder, as far as the editor's Git knows them. */
export async function gitUser(folder: vscode.Uri): Promise<readonly string[]> {
  try {
    const repository = (await repositoryOf(folder)) as { getConfig?(key: string): Promise<string> } | undefined;
    const read = (key: string): Promise<string> => repository?.getConfig?.(key).catch(() => "") ?? Promise.resolve("");
    return (await Promise.all([read("user.name"), read("user.email")])).filter((name) => name !== "");
  } catch {
    // Without Git somebody is asked.
    return [];
  }
}
