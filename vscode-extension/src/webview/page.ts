import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { pageError } from "./page-error.ts";
import type { Answers, CancelMessage, Events, HostMessage, PageContract, RequestMessage } from "./protocol.ts";

/** The pages that `build.ts` makes, each of `dist/pages/<name>.js`. */
export type PageName = "portal" | "form" | "preview" | "history";

export interface PageOptions<Contract extends PageContract> {
  readonly name: PageName;
  /** For screen readers and before the first paint. */
  readonly title: string;
  readonly extensionUri: vscode.Uri;
  readonly answers: Answers<Contract>;
}

/** The host's side of a webview: its document under a strict policy, and typed messages both ways. */
export class Page<Contract extends PageContract> implements vscode.Disposable {
  readonly #webview: vscode.Webview;
  readonly #answers: Answers<Contract>;
  readonly #underWay = new Map<number, AbortController>();
  readonly #listening: vscode.Disposable;

  constructor(webview: vscode.Webview, options: PageOptions<Contract>) {
    this.#webview = webview;
    this.#answers = options.answers;
    const dist = vscode.Uri.joinPath(options.extensionUri, "dist", "pages");
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#listening = webview.onDidReceiveMessage((message: RequestMessage | CancelMessage) => {
      if ("cancel" in message) this.#underWay.get(message.cancel)?.abort();
      else void this.#answer(message);
    });
    webview.html = html(webview, dist, options);
  }

  /** Tells the page something. A hidden page misses it: it asks anew when it is shown again. */
  tell<Event extends keyof Contract["events"] & string>(event: Event, data: Contract["events"][Event]): void {
    this.#post({ event, data: data as Events[string] });
  }

  dispose(): void {
    this.#listening.dispose();
    for (const controller of this.#underWay.values()) controller.abort();
  }

  async #answer({ id, method, args }: RequestMessage): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    try {
      if (!Object.hasOwn(this.#answers, method)) throw new Error(`There is no request "${method}".`);
      const answer = this.#answers[method] as (signal: AbortSignal, ...args: readonly unknown[]) => unknown;
      this.#post({ id, result: await answer(controller.signal, ...args) });
    } catch (error) {
      this.#post({ id, error: pageError(error) });
    } finally {
      this.#underWay.delete(id);
    }
  }

  #post(message: HostMessage): void {
    // A page that was closed meanwhile hears nothing more.
    Promise.resolve(this.#webview.postMessage(message)).catch(() => {});
  }
}

function html<Contract extends PageContract>(
  webview: vscode.Webview,
  dist: vscode.Uri,
  options: PageOptions<Contract>,
): string {
  const nonce = randomBytes(16).toString("base64");
  const at = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Lit puts style sheets into shadow roots by the CSSOM; elements of VS Code's set carry style attributes.
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  const bundle = JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(options.title)}</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${at("codicon.css")}">
<link rel="stylesheet" href="${at(`${options.name}.css`)}">
<script type="application/json" id="l10n" nonce="${nonce}">${bundle}</script>
</head>
<body>
<script nonce="${nonce}" src="${at(`${options.name}.js`)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
