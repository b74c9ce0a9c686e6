import * as vscode from "vscode";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import {
  copyPosition,
  openFeedDocument,
  pauseFeed,
  replayFeed,
  resumeFeed,
  runFeedToStdout,
  showDeadLetters,
} from "./feed-commands.ts";
import { FeedLenses } from "./feed-lenses.ts";
import { FeedsTree, type FeedTarget } from "./feeds-tree.ts";

/** So often it is asked how feeds stand, while somebody looks. */
const refreshMs = 5_000;

/** The view of feeds, their commands, and what stands above their documents. */
export function registerFeeds(services: Services): void {
  const { context } = services;
  const tree = new FeedsTree(services);
  const view = vscode.window.createTreeView("datafeed.feeds", { treeDataProvider: tree, showCollapseAll: true });
  const timer = setInterval(() => view.visible && tree.refresh(), refreshMs);
  const lenses = new FeedLenses(services);
  const selector = [{ pattern: "**/*.feed.yaml" }];
  context.subscriptions.push(tree, view, lenses, vscode.languages.registerCodeLensProvider(selector, lenses));
  context.subscriptions.push(new vscode.Disposable(() => clearInterval(timer)));
  const register = (
    command: string,
    title: string,
    fits: (feed: FeedView) => boolean,
    action: (services: Services, feed: string) => Promise<void>,
  ): void =>
    registerCommand(context, command, async (target?: Partial<FeedTarget>) => {
      const feed = target?.feed ?? (await chooseFeed(services, title, fits));
      if (feed !== undefined) await action(services, feed);
    });
  const any = (): boolean => true;
  const goes = ({ state }: FeedView): boolean => state === "running" || state === "waiting";
  const stands = ({ state }: FeedView): boolean => state === "paused" || state === "stopped";
  register("datafeed.pauseFeed", vscode.l10n.t("Pause Feed"), goes, pauseFeed);
  register("datafeed.resumeFeed", vscode.l10n.t("Resume Feed"), stands, resumeFeed);
  register("datafeed.replayFeed", vscode.l10n.t("Replay Feed"), any, replayFeed);
  register("datafeed.showDeadLetters", vscode.l10n.t("Show Dead Letters"), any, showDeadLetters);
  register("datafeed.copyFeedPosition", vscode.l10n.t("Copy Position"), any, copyPosition);
  register("datafeed.openFeed", vscode.l10n.t("Open Document"), any, openFeedDocument);
  register("datafeed.runFeed", vscode.l10n.t("Run Feed to Terminal"), any, runFeedToStdout);
}

async function chooseFeed({ desks }: Services, title: string, fits: (feed: FeedView) => boolean): Promise<string | undefined> {
  const items = async (): Promise<vscode.QuickPickItem[]> => {
    const { items } = await (await desks.current()).listFeeds({ pageSize: 1000, sort: "name" });
    return items.filter(fits).map(({ name, product, topic }) => ({ label: name, description: product.name, detail: topic }));
  };
  const placeHolder = vscode.l10n.t("Choose a feed");
  return (await vscode.window.showQuickPick(items(), { title, placeHolder, matchOnDetail: true }))?.label;
}
