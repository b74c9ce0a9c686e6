/** Ids of one set and others. */
export function withIds(selected: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...selected, ...ids]);
}

export function withoutIds(selected: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const out = new Set(ids);
  return new Set([...selected].filter((id) => !out.has(id)));
}

/**
 * What is ticked after the row at `index` was ticked or unticked; with `from` (the row that was ticked before, Shift held) all
 * between the two become as this one does.
 */
export function ticked(
  selected: ReadonlySet<string>,
  ids: readonly string[],
  index: number,
  from: number = index,
): ReadonlySet<string> {
  const touched = ids.slice(Math.min(index, from), Math.max(index, from) + 1);
  return selected.has(ids[index]!) ? withoutIds(selected, touched) : withIds(selected, touched);
}
