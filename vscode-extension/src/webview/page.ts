import * as vscode from "vscode";
import { pageDocument } from "./page-document.ts";
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
    webview.html = pageDocument({
      name: options.name,
      title: options.title,
      language: vscode.env.language,
      bundle: vscode.l10n.bundle ?? {},
      source: webview.cspSource,
      at: (file) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString(),
    });
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
