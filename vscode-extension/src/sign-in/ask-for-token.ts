import * as vscode from "vscode";
import type { SignedIn } from "./tokens.ts";
import { tryToken } from "./try-token.ts";

/** Asks for a token until the server takes one. Undefined: the person left it. */
export async function askForToken(url: string): Promise<SignedIn | undefined> {
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t("Sign In to {0}", new URL(url).host);
  input.prompt = vscode.l10n.t("A token of yours. An admin makes one with: datafeed token create");
  input.password = true;
  input.ignoreFocusOut = true;
  try {
    return await new Promise((resolve) => {
      input.onDidHide(() => resolve(undefined));
      input.onDidChangeValue(() => {
        input.validationMessage = problemOf(input.value.trim());
      });
      input.onDidAccept(async () => {
        const token = input.value.trim();
        if (token === "" || problemOf(token) !== undefined) return;
        input.busy = true;
        input.enabled = false;
        const tried = await tryToken(url, token);
        input.busy = false;
        input.enabled = true;
        if ("user" in tried) resolve({ url, user: tried.user, token });
        else input.validationMessage = tried.refusal;
      });
      input.show();
    });
  } finally {
    input.dispose();
  }
}

/** What is no header's text would be quoted in an error of the platform. */
function problemOf(token: string): string | undefined {
  return /^[\x21-\x7e]*$/.test(token) ? undefined : vscode.l10n.t("A token has no spaces and no special letters.");
}
