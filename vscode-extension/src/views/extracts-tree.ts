import * as vscode from "vscode";
import type { ExtractView } from "../../../runner/src/commands/commands.ts";
import type { ExtractTarget, RunTarget } from "../commands/targets.ts";
import type { RunUnderWay, Services } from "../services.ts";
import { allPages } from "./all-pages.ts";
import { Asked } from "./asked.ts";
import { byProduct, type ExtractEntry, localEntries, serverEntry } from "./extract-entries.ts";
import { extractItem, extractTooltip } from "./extract-item.ts";
import { productChoice } from "./product.ts";
import { productItem, runItem } from "./small-items.ts";

/** Elements are what commands get: those of extracts and runs are their targets. */
export type ExtractNode =
  | { readonly type: "product"; readonly id: string; readonly name: string; readonly entries: readonly ExtractEntry[] }
  | ({ readonly type: "extract"; readonly entry: ExtractEntry } & ExtractTarget)
  | ({ readonly type: "run"; readonly under: RunUnderWay } & ExtractTarget & RunTarget);

/** Between two looks at the figures of runs under way. */
const figuresMs = 2000;

/** The tree "Data Extracts": by product; what runs hangs below its extract. Without anybody to ask it shows the documents. */
export class ExtractsTree implements vscode.TreeDataProvider<ExtractNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #asked: Asked<ExtractView>;
  readonly #listening: readonly vscode.Disposable[];
  #shown = "";
  #figures: ReturnType<typeof setTimeout> | undefined;

  constructor(services: Services) {
    this.#services = services;
    const { context, projects, desks, runs } = services;
    const changed = (): void => this.#changed.fire(undefined);
    this.#asked = new Asked(async () => {
      const desk = await desks.current();
      return allPages((query) => desk.listExtracts(query));
    }, changed);
    this.#listening = [
      this.#changed,
      projects.onDidChange(changed),
      productChoice(context).onDidChange(changed),
      runs.onDidChange(() => this.#runsChanged()),
      desks.onDidChange(() => this.#asked.forget()),
      desks.onDidChangeResults(() => this.#asked.again()),
    ];
  }

  getTreeItem(node: ExtractNode): vscode.TreeItem {
    if (node.type === "product") return productItem(node.id, node.name, node.entries.length);
    return node.type === "run" ? runItem(node.under) : extractItem(node.entry, this.#runsOf(node.extract).length > 0);
  }

  resolveTreeItem(item: vscode.TreeItem, node: ExtractNode): vscode.TreeItem {
    if (node.type === "extract") item.tooltip = extractTooltip(node.entry);
    return item;
  }

  async getChildren(node?: ExtractNode): Promise<ExtractNode[]> {
    if (node?.type === "product") return node.entries.map(extractNode);
    if (node?.type === "extract") {
      return this.#runsOf(node.extract).map((under) => ({ type: "run", under, run: under.id, extract: under.extract }));
    }
    if (node !== undefined) return [];
    const { id } = productChoice(this.#services.context);
    const groups = byProduct((await this.#entries()).filter(({ product }) => id === undefined || product.id === id));
    if (groups.length === 1) return groups[0]!.entries.map(extractNode);
    return groups.map((group) => ({ type: "product", ...group }));
  }

  dispose(): void {
    clearTimeout(this.#figures);
    this.#asked.dispose();
    for (const each of this.#listening) each.dispose();
  }

  async #entries(): Promise<readonly ExtractEntry[]> {
    const { desks, projects } = this.#services;
    if (desks.place?.type === "server") {
      if (this.#asked.items === undefined) await this.#asked.asked();
      return (this.#asked.items ?? []).map(serverEntry);
    }
    await projects.ready();
    const views = new Map(this.#asked.items?.map((view) => [view.name, view]));
    return localEntries(projects.current?.loaded.extracts.values() ?? [], views);
  }

  /** At once where another run is under way; new figures of the same ones can wait a little. */
  #runsChanged(): void {
    const ids = this.#services.runs.underWay.map(({ id }) => id).join();
    if (ids === this.#shown && this.#figures !== undefined) return;
    clearTimeout(this.#figures);
    this.#figures = setTimeout(
      () => {
        this.#figures = undefined;
        this.#changed.fire(undefined);
      },
      ids === this.#shown ? figuresMs : 0,
    );
    this.#shown = ids;
  }

  #runsOf(extract: string): readonly RunUnderWay[] {
    return this.#services.runs.underWay.filter((run) => run.extract === extract);
  }
}

function extractNode(entry: ExtractEntry): ExtractNode {
  return { type: "extract", extract: entry.name, entry };
}
