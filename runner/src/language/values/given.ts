import type { Path } from "../../load/document-places.ts";
import { columnsOf, tablesOf } from "../../load/test-columns.ts";
import type { Asked, Suggestion } from "../suggestion.ts";

/** In a test: the tables that its extract's template reads. */
export function givenTables(asked: Asked): readonly Suggestion[] {
  const extract = extractOf(asked);
  return extract === undefined ? [] : tablesOf(extract.template).map((value) => ({ kind: "column", value }));
}

/** In a test: the columns of a table that is given, or those of the file that is expected. */
export function rowColumns(asked: Asked, path: Path): readonly Suggestion[] {
  const extract = extractOf(asked);
  if (extract === undefined) return [];
  if (path[0] === "expect") return extract.fields.map(({ as }) => ({ kind: "column", value: as }));
  const templates = [...asked.known.loaded.templates.values()].map(({ value }) => value);
  const columns = columnsOf(String(path[1]), extract.template, templates);
  return [...columns.values()].map(({ name, type }) => ({ kind: "column", value: name, detail: type }));
}

function extractOf({ known, place }: Asked) {
  return known.loaded.extracts.get(place.around.text(["extract"]) ?? "");
}
