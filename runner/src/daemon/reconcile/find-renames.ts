import type { KnownExtract } from "../../ledger/applied-state.ts";
import type { ExtractRename } from "../../ledger/rename-extract.ts";
import type { ExtractChoices } from "./choose.ts";

/**
 * Extracts that have the `id` of one that was applied under another name. A new name that another extract of the ledger has had
 * is no rename, unless that one gives it up in the same change: its history would be mixed with somebody else's.
 */
export function findRenames(rows: ReadonlyMap<string, KnownExtract>, choices: ExtractChoices): readonly ExtractRename[] {
  const nameById = new Map<string, string>();
  for (const [name, { inForce }] of choices) if (inForce?.resolved.id !== undefined) nameById.set(inForce.resolved.id, name);
  if (nameById.size === 0) return [];
  const renames = new Map<string, string>();
  for (const { name, documentId } of rows.values()) {
    const to = documentId === null ? undefined : nameById.get(documentId);
    if (to !== undefined && to !== name) renames.set(name, to);
  }
  // One that can't move keeps the next from taking its name.
  for (let before = -1; before !== renames.size; ) {
    before = renames.size;
    for (const [from, to] of renames) if (rows.has(to) && !renames.has(to)) renames.delete(from);
  }
  return [...renames].map(([from, to]) => ({ from, to }));
}
