import * as vscode from "vscode";
import { showFailure } from "../failure.ts";

/** Registers a command whose failures are shown. Who called it goes on at once: a message may stand for long. */
export function registerCommand(
  context: vscode.ExtensionContext,
  id: string,
  action: (...args: never[]) => Promise<unknown> | unknown,
): void {
  const guarded = async (...args: never[]): Promise<unknown> => {
    try {
      return await action(...args);
    } catch (error) {
      void showFailure(error);
      return undefined;
    }
  };
  context.subscriptions.push(vscode.commands.registerCommand(id, guarded));
}
