import { isMap, isScalar, isSeq, type Node } from "yaml";
import { applyEdits, scalarText, type TextEdit } from "../../../../runner/src/language.ts";
import { type Comment, commentsOf } from "./comments.ts";
import { isList, isMapping, isSame, type Json, type JsonMap } from "./json.ts";
import { matchLists } from "./match.ts";
import { minimalEdits } from "./minimal.ts";
import { flowText, isFlow, itemText, needsLines, pairText, quoteOf, valueText, widest } from "./render.ts";
import { type Entry, entriesOf, parseYaml, plainOf } from "./tree.ts";

/**
 * The few changes of a text after which its document number `index` says `value`. What is the same stays as it is written, with
 * its quotes, its order and its place. Comments stay: those at the end of a list item's line go where the item goes, and those
 * of what is taken out stand on lines of their own. Undefined when the text is no YAML, or is written so that this can't be done
 * safely: the outcome is read again and compared.
 */
export function patchYaml(text: string, index: number, value: JsonMap): readonly TextEdit[] | undefined {
  const documents = parseYaml(text);
  const document = documents?.[index];
  if (documents === undefined || document === undefined || !isMap(document.contents)) return undefined;
  const before = plainOf(document);
  if (isSame(before, value)) return [];
  const patch = new Patch(text);
  patch.mapping(document.contents as Node, before as JsonMap, value);
  const edits = minimalEdits(text, patch.edits);
  const expected = documents.map((each, at) => (at === index ? value : plainOf(each)));
  return patch.possible && isSound(text, edits, expected, patch.comments) ? edits : undefined;
}

/** Whether the changed text says what it should, with all comments that were there. */
function isSound(text: string, edits: readonly TextEdit[], expected: readonly Json[], comments: readonly Comment[]): boolean {
  const changed = applyEdits(text, edits);
  const documents = parseYaml(changed);
  if (documents === undefined || !isSame(documents.map(plainOf), expected)) return false;
  const left = commentsOf(changed).map((comment) => comment.text);
  return comments.every((comment) => {
    const at = left.indexOf(comment.text);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

/** Where a whole value can be written anew. */
interface Slot {
  readonly style: "pair" | "item" | "flow";
  readonly start: number;
  readonly end: number;
  /** The column of its key or dash. */
  readonly column: number;
}

class Patch {
  readonly edits: TextEdit[] = [];
  readonly comments: readonly Comment[];
  /** False when something is written in a way that is not understood. */
  possible = true;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.comments = commentsOf(text);
  }

  mapping(node: Node, before: JsonMap, value: JsonMap, slot?: Slot): void {
    const entries = entriesOf(node);
    const wanted = Object.keys(value);
    const kept = entries?.filter(({ key }) => key !== undefined && Object.hasOwn(value, key)) ?? [];
    const renamed = entries === undefined ? undefined : renaming(entries, before, value);
    if (entries === undefined || (kept.length === 0 && renamed === undefined)) {
      this.#anew(slot, value);
      return;
    }
    const flow = isFlow(node);
    for (const entry of kept) this.#value(entry, before[entry.key!]!, value[entry.key!]!, this.#slotOf(entry, flow));
    if (renamed !== undefined) {
      const { keyNode, key = "" } = renamed.entry;
      const [start = 0, end = 0] = keyNode?.range ?? [];
      this.#edit(start, end, scalarText(renamed.key, { flow: true, quote: quoteOf(keyNode) }));
      this.#value(renamed.entry, before[key]!, value[renamed.key]!, this.#slotOf(renamed.entry, flow));
      return;
    }
    this.#remove(entries, (entry) => !kept.includes(entry), flow);
    let after: Entry | undefined;
    for (const key of wanted) {
      const found = kept.find((entry) => entry.key === key);
      if (found === undefined) this.#insertPair(after, kept, flow, key, value[key]!);
      else after = found;
    }
  }

  #value(entry: Entry, before: Json, value: Json, slot: Slot): void {
    const { node } = entry;
    if (isSame(before, value)) return;
    const token = (node as { srcToken?: { offset: number; source?: string; type: string } } | null)?.srcToken;
    if (
      isScalar(node) &&
      !isCollection(value) &&
      token?.source !== undefined &&
      token.source !== "" &&
      token.type !== "block-scalar"
    ) {
      this.#edit(token.offset, token.offset + token.source.length, this.#scalar(value, node));
    } else if (isMap(node) && isMapping(before) && isMapping(value) && !this.#wouldBeLong(node, before, value, slot)) {
      this.mapping(node, before, value, slot);
    } else if (isSeq(node) && isList(before) && isList(value) && !this.#wouldBeLong(node, before, value, slot)) {
      this.#list(node, before, value, slot);
    } else {
      this.#anew(slot, value);
    }
  }

  #scalar(value: Json, node: Node): string {
    if (typeof value !== "string") return flowText(value);
    return scalarText(value, { flow: true, quote: quoteOf(node) });
  }

  #list(node: Node, before: readonly Json[], value: readonly Json[], slot: Slot): void {
    const entries = entriesOf(node);
    const match = entries && value.length > 0 && entries.length > 0 ? matchLists(before, value) : undefined;
    if (entries === undefined || match === undefined) {
      this.#anew(slot, value);
      return;
    }
    const flow = isFlow(node);
    if (match.type === "moved") {
      const pieces = entries.map((entry) => this.#piece(entry, flow));
      match.from.forEach((from, at) => {
        if (from !== at)
          this.#edit(pieces[at]!.start, pieces[at]!.end, this.#text.slice(pieces[from]!.start, pieces[from]!.end));
      });
      return;
    }
    for (const [from, to] of match.changed)
      this.#value(entries[from]!, before[from]!, value[to]!, this.#slotOf(entries[from]!, flow));
    const kept = entries.filter((_, at) => !match.removed.has(at));
    if (kept.length === 0) {
      this.#anew(slot, value);
      return;
    }
    this.#remove(entries, (entry) => !kept.includes(entry), flow);
    for (const { after, item } of match.added) {
      this.#insertItem(after === undefined ? undefined : entries[after], kept, flow, item);
    }
  }

  /** What moves with a list item: in a block its dash, its value, and the comment at the end of its line. */
  #piece(entry: Entry, flow: boolean): { start: number; end: number } {
    return { start: entry.start, end: flow ? entry.end : this.#lineEnd(entry.end) };
  }

  #slotOf(entry: Entry, flow: boolean): Slot {
    const style = flow ? "flow" : entry.key === undefined ? "item" : "pair";
    return { style, start: entry.valueStart, end: entry.end, column: this.#column(entry.start) };
  }

  /** Writes a whole value in place of the one that is there. Comments inside of that go below, the one beside the key stays. */
  #anew(slot: Slot | undefined, value: Json): void {
    if (slot === undefined) {
      this.possible = false;
      return;
    }
    const { style, start, end, column } = slot;
    const inside = this.comments.filter((comment) => comment.start >= start && comment.start < end);
    if (style === "flow") {
      const lead = /[:,]/.test(this.#text[start - 1] ?? "") ? " " : "";
      // A line break ends the comment; in `[ ]` it means nothing.
      const notes = inside.map((comment) => ` ${comment.text}\n${" ".repeat(column)}`).join("");
      this.#edit(start, end, `${lead}${flowText(value)}${notes}`);
      return;
    }
    const lineEnd = this.#lineEnd(end);
    const rest = this.#text.slice(end, lineEnd);
    const written = style === "pair" ? valueText(value, column + 2, start - this.#lineStart(start)) : itemText(value, column);
    const first = inside[0];
    const isBeside = first !== undefined && first.start < this.#lineEnd(start) && style === "pair";
    const opens = written.startsWith("\n");
    // What stood beside the key stays there; a comment at the end of a value that goes below does, too.
    const beside = isBeside ? ` ${first.text}` : opens ? rest : "";
    const indent = " ".repeat(column + (style === "pair" ? 0 : 2));
    const below = [
      ...inside.slice(isBeside ? 1 : 0).map(({ text }) => text),
      ...(isBeside && rest.trim() !== "" ? [rest.trim()] : []),
    ];
    const notes = below.map((comment) => `\n${indent}${comment}`).join("");
    const tail = beside === "" && !opens ? rest : "";
    this.#edit(start, lineEnd, opens ? `${beside}${written}${notes}` : `${written}${beside}${tail}${notes}`);
  }

  #remove(entries: readonly Entry[], isGone: (entry: Entry) => boolean, flow: boolean): void {
    for (let at = 0; at < entries.length; at++) {
      if (!isGone(entries[at]!)) continue;
      let last = at;
      while (last + 1 < entries.length && isGone(entries[last + 1]!)) last += 1;
      if (flow) this.#removeInFlow(entries[at - 1], entries[at]!, entries[last]!, entries[last + 1]);
      else for (let each = at; each <= last; each++) this.#removeLines(entries[each]!, entries[each + 1]);
      at = last;
    }
  }

  #removeInFlow(before: Entry | undefined, first: Entry, last: Entry, after: Entry | undefined): void {
    const start = before?.end ?? first.start;
    const end = before === undefined ? (after?.start ?? last.end) : last.end;
    this.#keepAbove(start, end, this.#lineStart(start));
    this.#edit(start, end, "");
  }

  #removeLines(entry: Entry, next: Entry | undefined): void {
    const lineStart = this.#lineStart(entry.start);
    const lineEnd = this.#lineEnd(entry.end);
    const lead = this.#text.slice(lineStart, entry.start);
    if (lead.trim() === "") {
      const kept = this.comments.filter(({ start }) => start >= lineStart && start < lineEnd);
      const end = lineEnd + (/^\r?\n/.exec(this.#text.slice(lineEnd, lineEnd + 2))?.[0].length ?? 0);
      const start = end === lineEnd && lineStart > 0 ? lineStart - 1 : lineStart;
      const notes = kept.map((comment) => `${lead}${comment.text}\n`).join("");
      this.#edit(start, end, end === lineEnd ? `\n${notes}`.trimEnd() : notes);
    } else if (next !== undefined) {
      // The first of a mapping that begins on its dash's line.
      this.#keepAbove(entry.start, next.start, lineStart);
      this.#edit(entry.start, next.start, "");
    } else {
      this.possible = false;
    }
  }

  /** Comments of a stretch that goes stand above it. */
  #keepAbove(start: number, end: number, lineStart: number): void {
    const indent = /^ */.exec(this.#text.slice(lineStart, start))?.[0] ?? "";
    const kept = this.comments.filter((comment) => comment.start >= start && comment.start < end);
    if (kept.length > 0) this.#edit(lineStart, lineStart, kept.map((comment) => `${indent}${comment.text}\n`).join(""));
  }

  #insertPair(after: Entry | undefined, kept: readonly Entry[], flow: boolean, key: string, value: Json): void {
    const column = this.#column(kept[0]!.start);
    this.#insert(
      after,
      kept[0]!,
      flow,
      flow ? `${flowText(key)}: ${flowText(value)}` : pairText(key, value, column).trimStart(),
    );
  }

  #insertItem(after: Entry | undefined, kept: readonly Entry[], flow: boolean, item: Json): void {
    const column = this.#column(kept[0]!.start);
    this.#insert(after, kept[0]!, flow, flow ? flowText(item) : `-${itemText(item, column)}`);
  }

  #insert(after: Entry | undefined, first: Entry, flow: boolean, written: string): void {
    if (flow) {
      if (after === undefined) this.#edit(first.start, first.start, `${written}, `);
      else this.#edit(after.end, after.end, `, ${written}`);
      return;
    }
    const indent = " ".repeat(this.#column(first.start));
    if (after === undefined) {
      this.#edit(first.start, first.start, `${written}\n${indent}`);
    } else {
      const at = this.#lineEnd(after.end);
      this.#edit(at, at, `\n${indent}${written}`);
    }
  }

  /** Whether a collection on one line is better read on several from now on: it runs over, or becomes a tree. */
  #wouldBeLong(node: Node, before: Json, value: Json, slot: Slot): boolean {
    const old = this.#text.slice(slot.start, slot.end);
    if (!isFlow(node) || slot.style === "flow" || old.includes("\n")) return false;
    const column = slot.start - this.#lineStart(slot.start);
    const runsOver = column + old.length <= widest && column + 1 + flowText(value).length > widest;
    return runsOver || (needsLines(value) && !needsLines(before));
  }

  #edit(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf("\n", offset - 1) + 1;
  }

  /** Before the line break, a carriage return included. */
  #lineEnd(offset: number): number {
    const length = this.#text.slice(offset).search(/\r?\n/);
    return length === -1 ? this.#text.length : offset + length;
  }

  #column(offset: number): number {
    return offset - this.#lineStart(offset);
  }
}

/** One key that gave way to one other, at the same place. */
function renaming(entries: readonly Entry[], before: JsonMap, value: JsonMap): { entry: Entry; key: string } | undefined {
  const wanted = Object.keys(value);
  if (entries.length !== wanted.length) return undefined;
  const keys = entries.map(({ key }) => key!);
  const old = keys.find((each) => !wanted.includes(each));
  const key = wanted.find((each) => !keys.includes(each));
  const isOne = keys.filter((each) => !wanted.includes(each)).length === 1;
  if (!isOne || old === undefined || key === undefined || keys.indexOf(old) !== wanted.indexOf(key)) return undefined;
  // Among others it is another key, unless it says the same.
  if (keys.length > 1 && !isSame(before[old], value[key])) return undefined;
  return { entry: entries[keys.indexOf(old)]!, key };
}

function isCollection(value: Json): boolean {
  return isList(value) || isMapping(value);
}
