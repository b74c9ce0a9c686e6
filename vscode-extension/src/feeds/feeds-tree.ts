import * as vscode from "vscode";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import type { Services } from "../services.ts";
import { allPages } from "../views/all-pages.ts";
import { Asked } from "../views/asked.ts";
import { productChoice } from "../views/product.ts";
import { detailItem, feedItem, feedTooltip } from "./feed-item.ts";
import { type FeedDetail, feedDetails } from "./feed-words.ts";
import { writtenFeed } from "./written-feed.ts";

/** What a command of the view is about. */
export interface FeedTarget {
  readonly feed: string;
}

export interface FeedNode extends FeedTarget {
  readonly view: FeedView;
  /** A line below the feed. */
  readonly detail?: FeedDetail;
}

/** The tree "Feeds": how each stands. Without anybody to ask it shows what the documents say. */
export class FeedsTree implements vscode.TreeDataProvider<FeedNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #asked: Asked<FeedView>;
  readonly #listening: readonly vscode.Disposable[];

  constructor(services: Services) {
    this.#services = services;
    const { context, projects, desks } = services;
    const changed = (): void => this.#changed.fire(undefined);
    this.#asked = new Asked(async () => {
      // A project without feeds gives no reason to start a program.
      if (desks.place?.type !== "server" && (projects.current?.loaded.feeds.size ?? 0) === 0) return [];
      const desk = await desks.current();
      return allPages((query) => desk.listFeeds(query));
    }, changed);
    this.#listening = [
      this.#changed,
      projects.onDidChange(changed),
      productChoice(context).onDidChange(changed),
      desks.onDidChange(() => this.#asked.forget()),
      desks.onDidChangeResults(() => this.#asked.again()),
    ];
  }

  /** Asks anew how they stand. */
  refresh(): void {
    this.#asked.again();
  }

  getTreeItem({ view, detail }: FeedNode): vscode.TreeItem {
    return detail === undefined ? feedItem(view) : detailItem(view.name, detail);
  }

  resolveTreeItem(item: vscode.TreeItem, { view, detail }: FeedNode): vscode.TreeItem {
    if (detail === undefined) item.tooltip = feedTooltip(view);
    return item;
  }

  async getChildren(node?: FeedNode): Promise<FeedNode[]> {
    if (node?.detail !== undefined) return [];
    if (node !== undefined) {
      const details = feedDetails(node.view, vscode.l10n.t, new Date(), vscode.env.language);
      return details.map((detail) => ({ ...node, detail }));
    }
    const { id } = productChoice(this.#services.context);
    const feeds = (await this.#feeds()).filter(({ product }) => id === undefined || product.id === id);
    return feeds.map((view) => ({ feed: view.name, view }));
  }

  dispose(): void {
    this.#asked.dispose();
    for (const each of this.#listening) each.dispose();
  }

  async #feeds(): Promise<readonly FeedView[]> {
    const { desks, projects } = this.#services;
    if (desks.place?.type === "server") {
      if (this.#asked.items === undefined) await this.#asked.asked();
      return this.#asked.items ?? [];
    }
    await projects.ready();
    const asked = new Map(this.#asked.items?.map((view) => [view.name, view]));
    return [...(projects.current?.loaded.feeds.values() ?? [])]
      .map((feed) => asked.get(feed.name) ?? writtenFeed(feed))
      .sort((one, other) => one.name.localeCompare(other.name, "en", { sensitivity: "base" }));
  }
}
