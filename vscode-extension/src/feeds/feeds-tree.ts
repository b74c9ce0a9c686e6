import * as vscode from "vscode";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import type { Services } from "../services.ts";
import { allPages } from "../views/all-pages.ts";
import { inOrderOf, Listed } from "../views/listed.ts";
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

const nameOf = ({ name }: FeedView): string => name;

/** The tree "Feeds": how each stands. */
export class FeedsTree implements vscode.TreeDataProvider<FeedNode>, vscode.Disposable {
  readonly #feeds: Listed<FeedView, FeedView>;
  readonly onDidChangeTreeData: vscode.Event<undefined>;

  constructor(services: Services) {
    const { desks, projects } = services;
    this.#feeds = new Listed(services, {
      ask: async () => {
        // A project without feeds gives no reason to start a program.
        if (desks.place?.type !== "server" && (projects.current?.loaded.feeds.size ?? 0) === 0) return [];
        const desk = await desks.current();
        return allPages((query) => desk.listFeeds(query));
      },
      nameOf,
      answered: (view) => view,
      written: ({ feeds }, answers) =>
        [...feeds.values()].map((feed) => answers.get(feed.name) ?? writtenFeed(feed)).sort(inOrderOf(nameOf)),
    });
    this.onDidChangeTreeData = this.#feeds.onDidChange;
  }

  /** Asks anew how they stand. */
  refresh(): void {
    this.#feeds.refresh();
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
    return (await this.#feeds.items()).map((view) => ({ feed: view.name, view }));
  }

  dispose(): void {
    this.#feeds.dispose();
  }
}
