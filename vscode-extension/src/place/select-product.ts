import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { productChoice } from "../views/product.ts";

interface ProductItem extends vscode.QuickPickItem {
  /** Undefined: all of them. */
  readonly id: string | undefined;
}

/** Asks which product trees and grid narrow themselves to (SEEDS 8, 9). */
export async function selectProduct(services: Services): Promise<void> {
  const choice = productChoice(services.context);
  const products = await productsOf(services);
  const items: ProductItem[] = [
    { label: vscode.l10n.t("All Products"), id: undefined },
    ...products.map(({ id, name }) => ({ label: name, description: id, id })),
  ].map((item) => ({ ...item, picked: item.id === choice.id }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Which Product?"),
    placeHolder: items.find(({ id }) => id === choice.id)?.label ?? "",
    matchOnDescription: true,
  });
  if (chosen !== undefined) await choice.choose(chosen.id);
}

/** Those that the desk names, else those of the open project: it may have no CLI, or no trust, yet. */
async function productsOf({ desks, projects }: Services): Promise<readonly { readonly id: string; readonly name: string }[]> {
  try {
    return (await desks.status()).products;
  } catch (error) {
    const { products } = projects.current?.loaded.project?.value ?? {};
    if (products === undefined) throw error;
    return Object.entries(products).map(([id, { name }]) => ({ id, name: name ?? id }));
  }
}
