import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, Parser } from "yaml";
import { applyEdits, composeYaml, extractsIn, pairsOf, removePairs, type TextEdit } from "../../../runner/src/language.ts";

/** How an extract's schedule can be taken out of a file. What can't be done safely is undefined. */
export interface ScheduleRemovals {
  /** The document as a whole; "file" where the file holds nothing else. */
  readonly document: readonly TextEdit[] | "file" | undefined;
  readonly hasSchedule: boolean;
  /** Its key `schedule` alone: then it runs only when somebody asks. */
  readonly schedule: readonly TextEdit[] | undefined;
}

/**
 * How an extract and its schedule can be taken out of a file of documents; undefined where the file does not hold it. Safe is what
 * leaves a text that, read again, says what it said before of all else.
 */
export function scheduleRemovals(text: string, extract: string): ScheduleRemovals | undefined {
  const at = extractsIn(text).find(({ name }) => name === extract)?.index;
  const document = at === undefined ? undefined : composeYaml(text).documents[at];
  if (at === undefined || document === undefined) return undefined;
  const hasSchedule = pairsOf(document.contents, "schedule").length > 0;
  const before = meaningsOf(text);
  if (before === undefined) return { document: undefined, hasSchedule, schedule: undefined };
  const others = before.filter((_, index) => index !== at);
  const saysAfter = (edits: readonly TextEdit[], meanings: readonly unknown[]): boolean => {
    const after = meaningsOf(applyEdits(text, edits));
    return isDeepStrictEqual(after?.filter(isThere), meanings.filter(isThere));
  };
  const cuts = documentCuts(text, at).map((cut) => [cut]);
  const { schedule: _, ...unscheduled } = before[at] as Readonly<Record<string, unknown>>;
  const keyEdits = hasSchedule ? keyRemoval(text, document) : undefined;
  return {
    document: others.some(isThere) ? cuts.find((edits) => saysAfter(edits, others)) : "file",
    hasSchedule,
    schedule: keyEdits !== undefined && saysAfter(keyEdits, before.with(at, unscheduled)) ? keyEdits : undefined,
  };
}

/** What each document says; undefined where one can't be read, or refers to more than it may. */
function meaningsOf(text: string): readonly unknown[] | undefined {
  const { documents, stopped } = composeYaml(text);
  if (stopped !== undefined || documents.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS({ maxAliasCount: 100 }));
  } catch {
    return undefined;
  }
}

function isThere(meaning: unknown): boolean {
  return meaning !== null;
}

function keyRemoval(text: string, { contents }: Document.Parsed): readonly TextEdit[] | undefined {
  return isMap(contents) ? removePairs(text, contents, pairsOf(contents, "schedule")) : undefined;
}

/**
 * Ways to cut document number `index` out, the best first: with what stands between it and the next one; else up to the mark of
 * its end, which keeps its neighbours apart. Of the first document the next one's `---` goes, too.
 */
function documentCuts(text: string, index: number): readonly TextEdit[] {
  const tokens = [...new Parser().parse(text)].filter(({ type }) => type === "document" || type === "doc-end");
  const places = tokens.flatMap(({ type }, at) => (type === "document" ? [at] : []));
  const [at, next] = [places[index], places[index + 1]];
  if (at === undefined) return [];
  const offsetOf = (token: number | undefined): number => (token === undefined ? text.length : tokens[token]!.offset);
  const start = offsetOf(at);
  const end = offsetOf(next);
  const marker = /^---[^\S\n]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
  return [
    ...(index === 0 ? [cut(0, end + marker), cut(0, end)] : []),
    cut(start, end),
    cut(start, offsetOf(at + 1 < tokens.length ? at + 1 : undefined)),
  ];
}

function cut(start: number, end: number): TextEdit {
  return { start, end, text: "" };
}
