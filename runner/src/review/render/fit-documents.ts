import type { ChangeKind, DocumentChange } from "../plan-report.ts";
import { documentMarkdown } from "./markdown-document.ts";
import { names } from "./markdown-tables.ts";
import { count, isBreaking } from "./words.ts";

/** The documents, most important first, as far as there is room for them; then which ones there was none for. */
export function fitDocuments(documents: readonly DocumentChange[], room: number, rest: string): readonly string[] {
  const shown: string[] = [];
  const left: DocumentChange[] = [];
  let used = 0;
  let missed = 0;
  for (const document of byImportance(documents)) {
    if (room - used < shortest || missed >= mostMissed) {
      left.push(document);
      continue;
    }
    const text = textWithin(document, room - used - 2);
    if (text === undefined) {
      left.push(document);
      missed++;
    } else {
      missed = 0;
      shown.push(text);
      used += text.length + 2;
    }
  }
  if (left.length === 0) return shown;
  const which = names(
    left.map(({ name }) => name),
    5,
  );
  return [
    ...shown,
    `There is no room here for ${count(left.length, "more document", "more documents")} (${which}): ${rest} them.`,
  ];
}

/** With its SQL, else without; undefined where neither fits. */
function textWithin(document: DocumentChange, room: number): string | undefined {
  const whole = documentMarkdown(document);
  if (whole.length <= room) return whole;
  const short = document.sql === undefined ? whole : documentMarkdown(document, false);
  return short.length <= room ? short : undefined;
}

/** After so many in a row that did not fit, those that are left are not tried: of 2,000 documents that took seconds. */
const mostMissed = 20;
/** No document is told in fewer UTF-16 units. */
const shortest = 100;

/** What a reviewer must look at first; equals stay in the report's order. */
export function byImportance(documents: readonly DocumentChange[]): readonly DocumentChange[] {
  return documents.toSorted((one, other) => weight(other) - weight(one));
}

function weight(document: DocumentChange): number {
  const exposed = (document.exposures ?? []).length > 0 ? 100 : 0;
  const breaks = isBreaking(document) ? 50 : 0;
  return exposed + breaks + (document.unsound === undefined ? 0 : 25) + weights[document.change];
}

const weights: Readonly<Record<ChangeKind, number>> = { removed: 5, renamed: 4, created: 3, changed: 2, affected: 1 };
