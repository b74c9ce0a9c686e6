/**
 * The positions of a longest common subsequence of two lists: what stays in its place when one becomes the other. Time and memory
 * grow with the product of what is left when equal ends are taken off.
 */
export function longestCommon<Item>(
  one: readonly Item[],
  other: readonly Item[],
  isSame: (one: Item, other: Item) => boolean = Object.is,
): readonly (readonly [one: number, other: number])[] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && isSame(one[start] as Item, other[start] as Item)) start++;
  let end = 0;
  while (end < shorter - start && isSame(one.at(-1 - end) as Item, other.at(-1 - end) as Item)) end++;

  const [rows, columns] = [one.length - start - end, other.length - start - end];
  // lengths[row][column]: of what is common to both from there on.
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const length = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const same = isSame(one[start + row] as Item, other[start + column] as Item);
      (lengths[row] as Uint32Array)[column] = same
        ? length(row + 1, column + 1) + 1
        : Math.max(length(row + 1, column), length(row, column + 1));
    }
  }
  const common: [number, number][] = Array.from({ length: start }, (_, at) => [at, at]);
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (isSame(one[start + row] as Item, other[start + column] as Item)) common.push([start + row++, start + column++]);
    else if (length(row + 1, column) >= length(row, column + 1)) row++;
    else column++;
  }
  for (let at = end; at > 0; at--) common.push([one.length - at, other.length - at]);
  return common;
}
