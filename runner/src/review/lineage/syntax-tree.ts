/** A tree as a parser gives it: JSON. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is a node. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands under a key; nothing where there is none. */
export function treeAt(tree: Tree | undefined, key: string): Tree | undefined {
  const value = tree?.[key];
  return isTree(value) ? value : undefined;
}

/** The trees of a list under a key. */
export function treesAt(tree: Tree | undefined, key: string): readonly Tree[] {
  const value = tree?.[key];
  return treesIn(value);
}

/** The text under a key; undefined where there is none. */
export function textAt(tree: Tree | undefined, key: string): string | undefined {
  const value = tree?.[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list under a key. */
export function textsAt(tree: Tree | undefined, key: string): readonly string[] {
  const value = tree?.[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The nodes of a list. */
export function treesIn(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}
