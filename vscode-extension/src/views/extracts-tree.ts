import type * as vscode from "vscode";
import type { ExtractView } from "../../../runner/src/commands/commands.ts";
import type { ExtractTarget, RunTarget } from "../commands/targets.ts";
import type { RunUnderWay, Services } from "../services.ts";
import { allPages } from "./all-pages.ts";
import { byProduct, type ExtractEntry, localEntries, serverEntry } from "./extract-entries.ts";
import { extractItem, extractTooltip } from "./extract-item.ts";
import { Listed } from "./listed.ts";
import { productItem, runItem } from "./small-items.ts";

/** Elements are what commands get: those of extracts and runs are their targets. */
export type ExtractNode =
  | { readonly type: "product"; readonly id: string; readonly name: string; readonly entries: readonly ExtractEntry[] }
  | ({ readonly type: "extract"; readonly entry: ExtractEntry } & ExtractTarget)
  | ({ readonly type: "run"; readonly under: RunUnderWay } & ExtractTarget & RunTarget);

/** Between two looks at the figures of runs under way. */
const figuresMs = 2000;

/** The tree "Data Extracts": by product; what runs hangs below its extract. */
export class ExtractsTree implements vscode.TreeDataProvider<ExtractNode>, vscode.Disposable {
  readonly #runs: Services["runs"];
  readonly #extracts: Listed<ExtractView, ExtractEntry>;
  readonly #listening: vscode.Disposable;
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  #shown = "";
  #figures: ReturnType<typeof setTimeout> | undefined;

  constructor(services: Services) {
    const { desks, runs } = services;
    this.#runs = runs;
    this.#extracts = new Listed(services, {
      ask: async () => {
        const desk = await desks.current();
        return allPages((query) => desk.listExtracts(query));
      },
      nameOf: ({ name }) => name,
      answered: serverEntry,
      written: ({ extracts }, answers) => localEntries(extracts.values(), answers),
    });
    this.#listening = runs.onDidChange(() => this.#runsChanged());
    this.onDidChangeTreeData = this.#extracts.onDidChange;
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
    const groups = byProduct(await this.#extracts.items());
    if (groups.length === 1) return groups[0]!.entries.map(extractNode);
    return groups.map((group) => ({ type: "product", ...group }));
  }

  dispose(): void {
    clearTimeout(this.#figures);
    this.#listening.dispose();
    this.#extracts.dispose();
  }

  /** At once where another run is under way; new figures of the same ones can wait a little. */
  #runsChanged(): void {
    const ids = this.#runs.underWay.map(({ id }) => id).join();
    if (ids === this.#shown && this.#figures !== undefined) return;
    clearTimeout(this.#figures);
    this.#figures = setTimeout(
      () => {
        this.#figures = undefined;
        this.#extracts.changed();
      },
      ids === this.#shown ? figuresMs : 0,
    );
    this.#shown = ids;
  }

  #runsOf(extract: string): readonly RunUnderWay[] {
    return this.#runs.underWay.filter((run) => run.extract === extract);
  }
}

function extractNode(entry: ExtractEntry): ExtractNode {
  return { type: "extract", extract: entry.name, entry };
}
