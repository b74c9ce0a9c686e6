import type { Path } from "../load/document-places.ts";
import type { DocumentKind } from "../load/schemas.ts";

/** A filter of a document, and where the document names the template that it is over. */
export interface FilterPlace {
  readonly root: Path;
  readonly template: Path;
}

/** The filter in which a path lies: an extract's, or `when` of an event. */
export function filterPlaceOf(kind: DocumentKind | undefined, path: Path): FilterPlace | undefined {
  if (kind === "Extract" && path[0] === "filter") return { root: ["filter"], template: ["template"] };
  const [events, type, when] = path;
  if (kind !== "Feed" || events !== "events" || when !== "when" || type === undefined) return undefined;
  return { root: ["events", type, "when"], template: ["events", type, "template"] };
}

type FilterPart = "combination" | "field" | "operator" | "position" | "value";

/** What the last step of a path inside a filter is. `combination`: `all`, `any` or `not`; `value`: below an operator. */
export function filterPartAt(path: Path, { root }: FilterPlace): FilterPart | undefined {
  let part: FilterPart | undefined;
  for (const step of path.slice(root.length)) {
    if (part === "operator" || part === "value") part = "value";
    else if (part === "field") part = "operator";
    else if (typeof step === "number") part = "position";
    else part = step === "all" || step === "any" || step === "not" ? "combination" : "field";
  }
  return part;
}
