import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { ExtractsTree } from "./extracts-tree.ts";
import { productChoice } from "./product.ts";
import { SchedulesTree } from "./schedules-tree.ts";

/** The two trees of the side bar. */
export function registerViews(services: Services): void {
  const { context, desks, projects } = services;
  const extracts = new ExtractsTree(services);
  const schedules = new SchedulesTree(services);
  const views = [
    vscode.window.createTreeView("datafeed.extracts", { treeDataProvider: extracts, showCollapseAll: true }),
    vscode.window.createTreeView("datafeed.schedules", { treeDataProvider: schedules }),
  ];
  const product = productChoice(context);
  /** The chosen product stands beside the title; where extracts are asked for, when it is a server. */
  const describe = async (): Promise<void> => {
    const { place } = desks;
    // A project's documents name its products: nobody has to be asked.
    const status = place?.type === "server" ? await desks.status().catch(() => undefined) : undefined;
    const name =
      status?.products.find(({ id }) => id === product.id)?.name ??
      projects.current?.loaded.project?.value.products?.[product.id ?? ""]?.name ??
      product.id;
    const server = place?.type === "server" && URL.canParse(place.url) ? new URL(place.url).host : undefined;
    const words = [name, server].filter((each) => each !== undefined).join(" · ");
    for (const view of views) view.description = words;
  };
  const again = (): void => void describe();
  context.subscriptions.push(extracts, schedules, ...views, product.onDidChange(again), desks.onDidChange(again));
  again();
}
