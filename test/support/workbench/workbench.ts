import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { Editor } from "./editor.ts";
import { Messages } from "./messages.ts";
import { Panel } from "./panel.ts";
import { QuickInput } from "./quick-input.ts";
import { SideBar } from "./side-bar.ts";
import { webPage } from "./web-pages.ts";

export const windowSize = { width: 1200, height: 800 };

/** A window of VS Code, and what a person does in it. */
export class Workbench implements AsyncDisposable {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly messages: Messages;
  readonly sideBar: SideBar;
  readonly editor: Editor;
  readonly panel: Panel;
  readonly #context: BrowserContext;
  readonly #console: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.messages = new Messages(page);
    this.sideBar = new SideBar(page);
    this.editor = new Editor(page, this.quickInput);
    this.panel = new Panel(page, this.quickInput);
    page.on("console", (message) => this.#console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.#console.push(`pageerror: ${error.stack ?? error.message}`));
  }

  /** Opens a folder in a window of its own, as one who was never here: without cookies and stored state. */
  static async open(browser: Browser, serverUrl: string, folder: string): Promise<Workbench> {
    const context = await browser.newContext({ viewport: windowSize, acceptDownloads: true });
    // Secrets are encrypted with a part of the key from the server; this one is behind a program that is not started here.
    await context.route("**/mint-key", (route) => route.fulfill({ body: Buffer.alloc(32, 1) }));
    const page = await context.newPage();
    // Much longer than anything takes, but on a machine that has a lot to do.
    page.setDefaultTimeout(40_000);
    const workbench = new Workbench(context, page);
    await page.goto(`${serverUrl}/?folder=${folder}`);
    await workbench.#ready();
    return workbench;
  }

  /** Loads the window anew: the extension host ends, and another one starts. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /** The document of the webview in which this selector matches. */
  webPage(selector: string): Promise<Frame> {
    return webPage(this.page, selector);
  }

  /** Keeps a picture and the console of what went wrong; the error with the place of both. */
  async withEvidence(error: unknown): Promise<Error> {
    const folder = mkdtempSync(join(tmpdir(), "datafeed-failed-"));
    writeFileSync(join(folder, "console.txt"), this.#console.join("\n"));
    await this.page.screenshot({ path: join(folder, "window.png") }).catch(() => {});
    const failure = error instanceof Error ? error : new Error(String(error));
    failure.message += `\nThe window and its console: ${folder}`;
    return failure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The window says goodbye, or its extension host waits for it to come back.
    await this.page.close({ runBeforeUnload: false });
    await this.#context.close();
  }

  async #ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.sidebar .pane-header").first().waitFor({ timeout: 60_000 });
  }
}
