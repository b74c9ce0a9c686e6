import * as vscode from "vscode";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { commandsAbout } from "../commands/commands-about.ts";
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
  const register = commandsAbout<FeedView, FeedTarget>(services, {
    nameIn: ({ feed }) => feed,
    placeHolder: vscode.l10n.t("Choose a feed"),
    list: (desk) => desk.listFeeds({ pageSize: 1000, sort: "name" }),
    item: ({ name, product, topic }) => ({ label: name, description: product.name, detail: topic }),
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
