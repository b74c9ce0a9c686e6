import type { Path } from "../load/document-places.ts";

/** The child tables around a place in a template, outermost first, as paths to their `nested`. */
export function nestedAround(path: Path): readonly Path[] {
  if (path[0] !== "fields") return [];
  const found: Path[] = [];
  // Behind `fields` and a name; then from item to item.
  for (let at = 2; at < path.length; ) {
    if (path[at] === "object") {
      at += 2;
    } else if (path[at] === "nested") {
      found.push(path.slice(0, at + 1));
      at += stepsToItem(path[at + 1], path[at + 2]);
    } else {
      break;
    }
  }
  return found;
}

/** How far it is from `nested` to what is in the item below it. */
function stepsToItem(content: string | number | undefined, next: string | number | undefined): number {
  if (content === "fields") return 3;
  if (content === "value") return 2;
  return content === "entries" && next === "value" ? 3 : Number.POSITIVE_INFINITY;
}

/** Whether a path leads to a value that has no key of its own: the single value of an array, or of an entry. */
export function isSingleValue(path: Path): boolean {
  const owner = nestedAround([...path, "nested"]).at(-2);
  return owner !== undefined && path.at(-1) === "value" && path.length <= owner.length + 2 && path[owner.length] !== "fields";
}
