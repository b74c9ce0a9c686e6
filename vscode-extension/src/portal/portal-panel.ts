import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { productChoice } from "../views/product.ts";
import { Page } from "../webview/page.ts";
import { newest } from "./newest.ts";
import { portalAnswers } from "./portal-answers.ts";
import { portalFrame } from "./portal-frame.ts";
import type { DeletedOutput, PortalContract, PortalFrame, PortalView, RunRow } from "./portal-messages.ts";

export const portalViewType = "datafeed.portal";

interface Opened {
  readonly panel: vscode.WebviewPanel;
  readonly page: Page<PortalContract>;
}

/** The one editor tab with the portal; a reload of the window brings it back. */
export class PortalPanel implements vscode.Disposable {
  readonly #services: Services;
  readonly #serializer: vscode.Disposable;
  /** Of a server that answers late nothing is told after the one that was chosen in its place. */
  readonly #newestFrame: () => Promise<PortalFrame>;
  #opened: Opened | undefined;
  /** What a new page shows first, once it asks. */
  #first: PortalView | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#newestFrame = newest(() => portalFrame(services));
    this.#serializer = vscode.window.registerWebviewPanelSerializer(portalViewType, {
      deserializeWebviewPanel: async (panel) => {
        if (this.#opened === undefined) this.#fill(panel);
        else panel.dispose();
      },
    });
  }

  /** Brings it to the front. */
  show(view: PortalView): void {
    if (this.#opened !== undefined) {
      this.#first = view;
      this.#opened.panel.reveal();
      this.#opened.page.tell("show", view);
      return;
    }
    this.#first = view;
    const title = vscode.l10n.t("Data Extracts");
    this.#fill(vscode.window.createWebviewPanel(portalViewType, title, vscode.ViewColumn.Active, { enableFindWidget: true }));
  }

  /** Tells the page, where it is open, what is not there any more. */
  deleted(results: readonly DeletedOutput[]): void {
    this.#opened?.page.tell("deleted", results);
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#opened?.panel.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    const { context, desks, runs } = this.#services;
    const product = productChoice(context);
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, "media", "datafeed.svg");
    const page = new Page<PortalContract>(panel.webview, {
      name: "portal",
      title: vscode.l10n.t("Data Extracts"),
      extensionUri: context.extensionUri,
      answers: portalAnswers({
        desk: () => desks.current(),
        status: () => desks.status(),
        frame: () => this.#frame(),
        get product() {
          return product.id;
        },
        chooseProduct: (id) => product.choose(id),
        execute: (command, target) => vscode.commands.executeCommand(command, ...(target === null ? [] : [target])),
      }),
    });
    const opened = { panel, page };
    this.#opened = opened;
    const reframe = (): void => void this.#newestFrame().then((frame) => page.tell("frame", frame));
    const listening = [
      page,
      product.onDidChange(reframe),
      desks.onDidChange(reframe),
      desks.onDidChangeResults(() => page.tell("results", null)),
      runs.onDidChange(() => page.tell("runs", this.#runs())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("datafeed.pageSize") || event.affectsConfiguration("datafeed.viewer")) reframe();
      }),
    ];
    panel.onDidDispose(() => {
      for (const each of listening) each.dispose();
      if (this.#opened === opened) this.#opened = undefined;
    });
  }

  /** The first thing that a page asks for, also when it is shown again: what it missed meanwhile follows. */
  async #frame(): Promise<PortalFrame> {
    const frame = await this.#newestFrame();
    const { page } = this.#opened ?? {};
    if (this.#first !== undefined) page?.tell("show", this.#first);
    this.#first = undefined;
    page?.tell("runs", this.#runs());
    return frame;
  }

  #runs(): readonly RunRow[] {
    return this.#services.runs.underWay.map(({ id, extract, state, rows, bytes, startedAt }) => ({
      id,
      extract,
      state,
      startedAt,
      ...(rows === undefined ? {} : { rows }),
      ...(bytes === undefined ? {} : { bytes }),
    }));
  }
}
