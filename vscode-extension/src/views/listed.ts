import * as vscode from "vscode";
import type { LoadedProject } from "../../../runner/src/language.ts";
import type { Services } from "../services.ts";
import { Asked } from "./asked.ts";
import { productChoice } from "./product.ts";

/** What a tree lists: views are what a desk answers, items what the tree shows. */
export interface Listing<View, Item> {
  /** All views that the desk has. */
  readonly ask: () => Promise<readonly View[]>;
  readonly nameOf: (view: View) => string;
  /** Of a server: what it answered. */
  readonly answered: (view: View) => Item;
  /** Of a local project: what its documents say, each with what was answered of it. */
  readonly written: (documents: LoadedProject, answers: ReadonlyMap<string, View>) => readonly Item[];
}

/** The items of a tree, asked anew when they may have changed. Without anybody to ask they are what the documents say. */
export class Listed<View, Item extends { readonly product: { readonly id: string } }> implements vscode.Disposable {
  readonly #services: Services;
  readonly #listing: Listing<View, Item>;
  readonly #asked: Asked<View>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #listening: readonly vscode.Disposable[];
  /** As a TreeDataProvider tells of its items. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services, listing: Listing<View, Item>) {
    this.#services = services;
    this.#listing = listing;
    const { context, projects, desks } = services;
    const changed = (): void => this.changed();
    this.#asked = new Asked(listing.ask, changed);
    this.#listening = [
      this.#changed,
      projects.onDidChange(changed),
      productChoice(context).onDidChange(changed),
      desks.onDidChange(() => this.#asked.forget()),
      desks.onDidChangeResults(() => this.#asked.again()),
    ];
  }

  /** Those of the chosen product. */
  async items(): Promise<readonly Item[]> {
    const { id } = productChoice(this.#services.context);
    return (await this.#all()).filter(({ product }) => id === undefined || product.id === id);
  }

  /** Has the tree show its items anew. */
  changed(): void {
    this.#changed.fire(undefined);
  }

  /** Asks anew, where anything was asked. */
  refresh(): void {
    this.#asked.again();
  }

  dispose(): void {
    this.#asked.dispose();
    for (const each of this.#listening) each.dispose();
  }

  async #all(): Promise<readonly Item[]> {
    const { desks, projects } = this.#services;
    const { nameOf, answered, written } = this.#listing;
    if (desks.place?.type === "server") {
      if (this.#asked.items === undefined) await this.#asked.asked();
      return (this.#asked.items ?? []).map(answered);
    }
    await projects.ready();
    const answers = new Map(this.#asked.items?.map((view) => [nameOf(view), view]));
    const documents = projects.current?.loaded;
    return documents === undefined ? [] : written(documents, answers);
  }
}

/** In the order of their names, without regard to case. */
export function inOrderOf<Item>(nameOf: (item: Item) => string): (one: Item, other: Item) => number {
  return (one, other) => nameOf(one).localeCompare(nameOf(other), "en", { sensitivity: "base" });
}
