import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import { shown } from "./shown-value.ts";

/** A plain, frozen value. Objects have no prototype: a field named `constructor` is a field like any other. */
export type PlainValue = null | boolean | number | string | readonly PlainValue[] | PlainObject;
/** A mapping of plain values. */
export interface PlainObject {
  readonly [key: string]: PlainValue;
}

/** A finding about a stretch of the text. */
export interface ValueProblem {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
  readonly hideSource?: true;
}

/** So many values may come from aliases in one document; more is a bomb. */
const maxAliasedValues = 10_000;

/** Key orders that JavaScript would not keep. */
const writtenOrder = new WeakMap<object, readonly string[]>();

/** The keys of an object from `readValue` in the order in which they were written (JavaScript moves integer-like keys). */
export function keysInOrder(value: object): readonly string[] {
  return writtenOrder.get(value) ?? Object.keys(value);
}

/** The document's value in one walk, with duplicate keys, alias bombs, imprecise numbers and ambiguous words noted. */
export function readValue(document: Document.Parsed, problems: ValueProblem[]): PlainValue {
  return document.contents === null ? null : new ValueReader(problems).read(document.contents);
}

class ValueReader {
  readonly #problems: ValueProblem[];
  readonly #anchors = new Map<string, { readonly value: PlainValue; readonly size: number } | "open">();
  #size = 0;
  #aliased = 0;

  constructor(problems: ValueProblem[]) {
    this.#problems = problems;
  }

  read(node: ParsedNode | Alias): PlainValue {
    this.#size += 1;
    if (isAlias(node)) return this.#readAlias(node);
    const anchor = node.anchor;
    if (anchor === undefined) return this.#readPlain(node);
    const before = this.#size;
    this.#anchors.set(anchor, "open");
    const value = this.#readPlain(node);
    this.#anchors.set(anchor, { value, size: this.#size - before + 1 });
    return value;
  }

  #readPlain(node: ParsedNode): PlainValue {
    if (isMap(node)) return this.#readMap(node as YAMLMap.Parsed);
    if (isSeq(node)) return this.#readList(node as YAMLSeq.Parsed);
    if (!isScalar(node)) return null;
    const value = node.value as PlainValue;
    if (node.type === "PLAIN") this.#readPlainScalar(node, value, node.source ?? "");
    return typeof value === "bigint" ? Number(value) : value;
  }

  #readPlainScalar(node: ParsedNode, value: PlainValue, source: string): void {
    if (typeof value === "number" && isImprecise(value, source)) {
      const message = `The number ${shown(source)} has more digits than a number in YAML keeps.`;
      this.#note("number-imprecise", node, message, "Write it in quotes.");
    } else if (differsInYaml11(source)) {
      this.#problems.push({
        code: "yaml-ambiguous",
        severity: "warning",
        message: `${shown(source)} without quotes means something else to programs that read YAML 1.1.`,
        hint: `Write it in quotes: "${source}".`,
        start: node.range[0],
        end: node.range[1],
      });
    }
  }

  #readList(node: YAMLSeq.Parsed): PlainValue {
    const list: PlainValue[] = [];
    for (const item of node.items) list.push(this.read(item));
    return Object.freeze(list);
  }

  #readMap(node: YAMLMap.Parsed): PlainValue {
    const object: Record<string, PlainValue> = Object.create(null);
    const keys: string[] = [];
    let moved = false;
    for (const { key, value } of node.items) {
      // Other keys than texts were refused when the document was composed.
      const name = isScalar(key) ? String(key.value) : "";
      if (name in object) this.#note("yaml-duplicate-key", key, `The key ${shown(name)} stands here twice.`);
      else keys.push(name);
      moved ||= isIntegerLike(name);
      object[name] = value === null ? null : this.read(value);
    }
    // A copy that lost its prototype afterwards takes a quarter of the memory of an object that began without one.
    const compact = Object.freeze(Object.setPrototypeOf({ ...object }, null) as PlainObject);
    if (moved) writtenOrder.set(compact, Object.freeze(keys));
    return compact;
  }

  #readAlias(node: Alias): PlainValue {
    const target = this.#anchors.get(node.source);
    const [start, end] = node.range ?? [0, 0];
    if (target === undefined || target === "open") {
      const message =
        target === "open" ? `*${node.source} stands inside &${node.source}.` : `There is no &${node.source} above.`;
      this.#problems.push({ code: "yaml-alias", severity: "error", message, start, end });
      return null;
    }
    this.#aliased += target.size;
    this.#size += target.size;
    if (this.#aliased <= maxAliasedValues) return target.value;
    if (this.#aliased - target.size <= maxAliasedValues) {
      const message = `The aliases up to here expand to more than ${maxAliasedValues} values.`;
      this.#problems.push({ code: "yaml-alias", severity: "error", message, hint: "Write the values out.", start, end });
    }
    return null;
  }

  #note(code: string, node: { range?: readonly number[] | null | undefined }, message: string, hint?: string): void {
    const [start = 0, end = 0] = node.range ?? [];
    this.#problems.push({ code, severity: "error", message, start, end, ...(hint !== undefined && { hint }) });
  }
}

/** Keys that JavaScript moves to the front of an object. */
export function isIntegerLike(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && /^(0|[1-9][0-9]{0,9})$/.test(key);
}

/** Whether a written number is not the one that a double holds: 16 digits and more. */
function isImprecise(value: number, source: string): boolean {
  if (source.length < 16 || !Number.isFinite(value)) return false;
  const digits = source
    .replace(/e.*$/i, "")
    .replace(/[^0-9]/g, "")
    .replace(/^0+/, "");
  return digits.length > 15 && !(Number.isSafeInteger(value) && String(value) === source);
}

/**
 * What YAML 1.1 reads otherwise than 1.2: yes, no, on, off (booleans), 06:00 (a number in base 60), 2026-03-17 (a date),
 * 1_000 and 0b1 (numbers), 012 (octal). https://yaml.org/type/
 */
export function differsInYaml11(source: string): boolean {
  const first = source.charCodeAt(0);
  if (first >= 48 && first <= 57) return numberInYaml11.test(source);
  return source.length <= 3 && wordInYaml11.test(source);
}

const wordInYaml11 = /^(?:yes|no|on|off)$/i;
const numberInYaml11 =
  /^(?:[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?|[0-9]*_[0-9_]*|0[0-9]+|0[bo][0-9]+)$/;
