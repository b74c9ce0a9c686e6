import type { Range } from "../errors/diagnostic.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

/** A document that has a name, and perhaps an id. */
export interface Named {
  readonly kind: string;
  readonly value: { readonly name: string; readonly id?: string };
  readonly findings: DocumentFindings;
}

/**
 * Names are unique among documents of a kind, without regard to case; ids too. Each of the documents that share one gets an
 * error with the other's place: which of them is meant, nobody can tell.
 */
export function checkDuplicates(documents: readonly Named[]): void {
  checkKey(documents, "name", "name-duplicate");
  checkKey(documents, "id", "id-duplicate");
}

function checkKey(documents: readonly Named[], key: "name" | "id", code: string): void {
  const groups = new Map<string, Named[]>();
  for (const document of documents) {
    const text = document.value[key];
    if (text === undefined) continue;
    const group = `${document.kind} ${text.toLowerCase()}`;
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [document]);
    else others.push(document);
  }
  for (const group of groups.values()) {
    if (group.length > 1) reportAll(group, key, code);
  }
}

function reportAll(group: readonly Named[], key: "name" | "id", code: string): void {
  group.forEach((document, index) => {
    const other = group[index === 0 ? 1 : 0];
    if (other === undefined) return;
    const place = placeOf(other.findings.places.file, other.findings.places.rangeOf([key]));
    const found = `The ${key} ${shown(document.value[key])} is taken by another ${document.kind}`;
    const more = group.length > 2 ? `, and by ${group.length - 2} more` : "";
    document.findings.error(code, [key], `${found}, ${place}${more}; case does not count.`);
  });
}

function placeOf(file: string, { start }: Range): string {
  return `${file}:${start.line}:${start.column}`;
}
