import type { Range } from "../errors/diagnostic.ts";
import type { DocumentPlaces } from "./document-places.ts";
import { feedId } from "./feed-id.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

/** A document that has a name, and perhaps an id. */
export interface Named {
  readonly kind: string;
  readonly value: { readonly name: string; readonly id?: string };
  readonly findings: { readonly places: DocumentPlaces };
}

/** Kinds that grants and rights tell apart by name alone share one space of names. */
const nameSpaces: Readonly<Record<string, string>> = { Feed: "Extract" };

/**
 * Names are unique among documents of a kind, without regard to case, and among extracts and feeds together; ids too, by kind. A feed without an id is known by its
 * name, which no other feed may have as id. Each of the documents that share one gets an
 * error with the other's place: which of them is meant, nobody can tell. `findingsOf` is asked for those alone.
 */
export function checkDuplicates<Document extends Named>(
  documents: readonly Document[],
  findingsOf: (document: Document) => DocumentFindings,
): void {
  const byName = groupsOf(documents, ({ kind, value }) => ({ space: nameSpaces[kind] ?? kind, text: value.name }));
  for (const group of byName) reportAll(group, () => "name", "name-duplicate", findingsOf);
  const byId = groupsOf(documents, ({ kind, value }) => ({ space: kind, text: value.id }));
  for (const group of byId) reportAll(group, () => "id", "id-duplicate", findingsOf);
  const feeds = documents.filter(({ kind }) => kind === "Feed");
  const byState = groupsOf(feeds, ({ value }) => ({ space: "", text: feedId(value) }));
  const isMixed = (group: readonly Document[]): boolean => new Set(group.map(stateKey)).size > 1;
  for (const group of byState.filter(isMixed)) reportAll(group, stateKey, "id-duplicate", findingsOf);
}

function stateKey({ value }: Named): "name" | "id" {
  return value.id === undefined ? "name" : "id";
}

function groupsOf<Document extends Named>(
  documents: readonly Document[],
  wordOf: (document: Document) => { readonly space: string; readonly text: string | undefined },
): readonly Document[][] {
  const groups = new Map<string, Document[]>();
  for (const document of documents) {
    const { space, text } = wordOf(document);
    if (text === undefined) continue;
    const group = `${space} ${text.toLowerCase()}`;
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [document]);
    else others.push(document);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function reportAll<Document extends Named>(
  group: readonly Document[],
  keyOf: (document: Document) => "name" | "id",
  code: string,
  findingsOf: (document: Document) => DocumentFindings,
): void {
  group.forEach((document, index) => {
    const other = group[index === 0 ? 1 : 0];
    if (other === undefined) return;
    const key = keyOf(document);
    const place = placeOf(other.findings.places.file, other.findings.places.rangeOf([keyOf(other)]));
    const taker =
      other.kind === document.kind ? `another ${other.kind}` : `${other.kind === "Extract" ? "an" : "a"} ${other.kind}`;
    const found = `The ${key} ${shown(document.value[key])} is taken by ${taker}`;
    const more = group.length > 2 ? `, and by ${group.length - 2} more` : "";
    findingsOf(document).error(code, [key], `${found}, ${place}${more}; case does not count.`);
  });
}

function placeOf(file: string, { start }: Range): string {
  return `${file}:${start.line}:${start.column}`;
}
