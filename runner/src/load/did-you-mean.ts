import { shown } from "./shown-value.ts";

/** "Did you mean `template`?" when a known name is near; undefined when none is. */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  const name = nearest(found, known);
  return name === undefined ? undefined : `Did you mean ${shown(name)}?`;
}

/** So many names are listed to somebody who asked for another. */
const mostNamed = 30;

/** "There are: a, b." in the order of the alphabet; how many, where they are too many to read; "There are none.". */
export function thereAre(names: readonly string[]): string {
  if (names.length === 0) return "There are none.";
  if (names.length > mostNamed) return `There are ${names.length}.`;
  return `There are: ${names.toSorted().join(", ")}.`;
}

/** The known name with the fewest slips of the keyboard from `found`, at most a third of its letters; case counts least. */
export function nearest(found: string, known: Iterable<string>): string | undefined {
  const wanted = found.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, changes, swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
