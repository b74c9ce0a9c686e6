import * as vscode from "vscode";
import { showFailure } from "../failure.ts";

/** Registers a command whose failures are shown. */
export function registerCommand(
  context: vscode.ExtensionContext,
  id: string,
  action: (...args: never[]) => Promise<unknown> | unknown,
): void {
  const guarded = async (...args: never[]): Promise<unknown> => {
    try {
      return await action(...args);
    } catch (error) {
      await showFailure(error);
      return undefined;
    }
  };
  context.subscriptions.push(vscode.commands.registerCommand(id, guarded));
}
