import * as vscode from "vscode";
import { askForToken } from "./ask-for-token.ts";
import { isInTheClear, normalServerUrl } from "./server-url.ts";
import { type SignedIn, Tokens } from "./tokens.ts";

const providerId = "datafeed";

/**
 * Who is signed in to which server, in the editor's Accounts menu, too. A session's scope is the server's address; its id as
 * well, for there is one a server.
 */
export class Authentication implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #tokens: Tokens;
  readonly #change = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #disposables: vscode.Disposable[];
  /** As this window knows them: another window's change is told by the difference. */
  #known: readonly SignedIn[] = [];
  readonly onDidChangeSessions = this.#change.event;

  constructor(context: vscode.ExtensionContext) {
    this.#tokens = new Tokens(context);
    this.#disposables = [
      this.#change,
      context.secrets.onDidChange(() => void this.#compare()),
      vscode.authentication.registerAuthenticationProvider(providerId, "Datafeed", this, { supportsMultipleAccounts: true }),
    ];
    void this.#compare();
  }

  dispose(): void {
    for (const each of this.#disposables) each.dispose();
  }

  /** Addresses that somebody has signed in to, the newest first. */
  get servers(): readonly string[] {
    return this.#tokens.servers;
  }

  /** Who is signed in to a server, by its normal address. */
  signedIn(url: string): Promise<SignedIn | undefined> {
    return this.#tokens.find(url);
  }

  async getSessions(scopes: readonly string[] | undefined): Promise<vscode.AuthenticationSession[]> {
    const all = await this.#tokens.all();
    return all.filter(({ url }) => scopes === undefined || scopes.length === 0 || scopes.includes(url)).map(sessionOf);
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const signedIn = await this.signIn(scopes[0]);
    // The editor takes a rejection for an answer.
    if (signedIn === undefined) throw new vscode.CancellationError();
    return sessionOf(signedIn);
  }

  async removeSession(id: string): Promise<void> {
    await this.#tokens.forget(id);
    await this.#compare();
  }

  /** Asks for a server's address, if none is given, and for a token, which is tried at once. Undefined: the person left it. */
  async signIn(written?: string): Promise<SignedIn | undefined> {
    const url = written === undefined ? await askForServer(this.servers[0]) : normalServerUrl(written);
    if (url === undefined || !(await isMeant(url))) return undefined;
    const signedIn = await askForToken(url);
    if (signedIn === undefined) return undefined;
    await this.#tokens.keep(signedIn);
    await this.#compare();
    return signedIn;
  }

  /** Tells the editor what is different from what it knows. */
  async #compare(): Promise<void> {
    const [before, after] = [this.#known, await this.#tokens.all()];
    this.#known = after;
    const added = after.filter(({ url }) => !before.some((each) => each.url === url)).map(sessionOf);
    const removed = before.filter(({ url }) => !after.some((each) => each.url === url)).map(sessionOf);
    const changed = after
      .filter(({ url, token }) => before.some((each) => each.url === url && each.token !== token))
      .map(sessionOf);
    if (added.length + removed.length + changed.length > 0) this.#change.fire({ added, removed, changed });
  }
}

function sessionOf({ url, user, token }: SignedIn): vscode.AuthenticationSession {
  return {
    id: url,
    accessToken: token,
    account: { id: `${user}@${url}`, label: `${user} (${new URL(url).host})` },
    scopes: [url],
  };
}

/** Asks for a server's address until it is one. */
export async function askForServer(proposed: string | undefined): Promise<string | undefined> {
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t("Datafeed Server"),
    prompt: vscode.l10n.t("The address of the server."),
    placeHolder: "https://datafeed.example.com",
    ignoreFocusOut: true,
    ...(proposed === undefined ? {} : { value: proposed }),
    validateInput: (text) => {
      try {
        normalServerUrl(text);
        return undefined;
      } catch {
        return vscode.l10n.t("An address begins with https:// or http://, such as https://datafeed.example.com.");
      }
    },
  });
  return written === undefined ? undefined : normalServerUrl(written);
}

async function isMeant(url: string): Promise<boolean> {
  if (!isInTheClear(url)) return true;
  const goOn = vscode.l10n.t("Send It Anyway");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("The token would go to {0} without encryption.", new URL(url).host),
    { modal: true, detail: vscode.l10n.t("Whoever shares the network can read it. Use https:// where there is one.") },
    goOn,
  );
  return chosen === goOn;
}
