import { NotCanonical } from "./not-canonical.ts";

/**
 * JSON as one text: no white space, keys sorted by code point (of equal keys the last one counts), strings with no escapes
 * but the needed ones, integers digit for digit, other numbers as ECMAScript prints them. It never goes through a JavaScript
 * number or object, which would lose digits and move integer-like keys.
 */
export function canonicalJson(text: string): string {
  return new JsonReader(text, sortedObject).whole();
}

/** The elements of a JSON array, canonical. */
export function readItems(text: string): readonly string[] {
  const items: string[] = [];
  new JsonReader(text, sortedObject).array((item) => items.push(item));
  return items;
}

/** The values of a JSON object by key, canonical. */
export function readEntries(text: string): ReadonlyMap<string, string> {
  return new JsonReader(text, sortedObject).object();
}

/** Keys by code point. */
export function sortedKeys(entries: ReadonlyMap<string, string>): readonly string[] {
  return [...entries.keys()].sort(compareCodePoints);
}

/** A JSON string's text. */
export function jsonString(text: string): string {
  return JSON.stringify(text);
}

/** Deeper nesting than any sane document; a limit of ours, so that a bomb is an answer and not a crash. */
const maxDepth = 1000;
const numberForm = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const space = /[ \t\n\r]*/y;

type PrintObject = (entries: ReadonlyMap<string, string>) => string;

function sortedObject(entries: ReadonlyMap<string, string>): string {
  return `{${sortedKeys(entries)
    .map((key) => `${jsonString(key)}:${entries.get(key)}`)
    .join(",")}}`;
}

class JsonReader {
  readonly #text: string;
  readonly #print: PrintObject;
  #at = 0;
  #depth = 0;

  constructor(text: string, print: PrintObject) {
    this.#text = text;
    this.#print = print;
  }

  whole(): string {
    const value = this.#value();
    this.#end();
    return value;
  }

  /** Reads a whole array. */
  array(element: (value: string) => void): void {
    this.#skipSpace();
    this.#expect("[");
    this.#list("]", () => element(this.#value()));
    this.#end();
  }

  /** Reads a whole object. */
  object(): ReadonlyMap<string, string> {
    this.#skipSpace();
    this.#expect("{");
    const entries = this.#entries();
    this.#end();
    return entries;
  }

  #value(): string {
    this.#skipSpace();
    const char = this.#text[this.#at];
    if (char === '"') return this.#string();
    if (char === "{" || char === "[") return this.#nested(char);
    for (const word of ["null", "true", "false"]) if (this.#take(word)) return word;
    return this.#number();
  }

  #nested(open: "{" | "["): string {
    if (++this.#depth > maxDepth) throw new NotCanonical(`JSON nested more than ${maxDepth} deep`);
    this.#at += 1;
    let text: string;
    if (open === "{") text = this.#print(this.#entries());
    else {
      const items: string[] = [];
      this.#list("]", () => items.push(this.#value()));
      text = `[${items.join(",")}]`;
    }
    this.#depth -= 1;
    return text;
  }

  #entries(): ReadonlyMap<string, string> {
    const entries = new Map<string, string>();
    this.#list("}", () => {
      this.#skipSpace();
      const key: unknown = JSON.parse(this.#string());
      this.#skipSpace();
      this.#expect(":");
      entries.set(String(key), this.#value());
    });
    return entries;
  }

  #list(close: string, item: () => void): void {
    this.#skipSpace();
    if (this.#take(close)) return;
    do {
      item();
      this.#skipSpace();
    } while (this.#take(","));
    this.#expect(close);
  }

  #string(): string {
    this.#expect('"');
    const from = this.#at;
    let escaped = false;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (!(code >= 0x20)) throw notJson();
      if (code === 0x5c) {
        escaped = true;
        this.#at += 1;
      }
      this.#at += 1;
    }
    this.#at += 1;
    const raw = this.#text.slice(from - 1, this.#at);
    return escaped ? jsonString(parsed(raw)) : raw;
  }

  #number(): string {
    numberForm.lastIndex = this.#at;
    const match = numberForm.exec(this.#text);
    if (match === null) throw notJson();
    this.#at += match[0].length;
    if (match[1] === undefined && match[2] === undefined) return match[0] === "-0" ? "0" : match[0];
    const value = Number(match[0]) + 0;
    if (!Number.isFinite(value)) throw new NotCanonical("a JSON number that is too large");
    return String(value);
  }

  #skipSpace(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw notJson();
  }

  #end(): void {
    this.#skipSpace();
    if (this.#at !== this.#text.length) throw notJson();
  }
}

function parsed(raw: string): string {
  try {
    return String(JSON.parse(raw));
  } catch {
    throw notJson();
  }
}

function notJson(): NotCanonical {
  return new NotCanonical("text that is not JSON");
}

/** JavaScript compares UTF-16 code units; surrogates, which stand for the highest code points, must come after U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Canonical JSON with line breaks, as `JSON.stringify(value, null, 2)` sets them, at a depth. */
export function indentJson(canonical: string, depth: number): string {
  const out: string[] = [];
  let level = depth;
  let before = "";
  const newLine = (): string => `\n${"  ".repeat(level)}`;
  for (const [token] of canonical.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^"[\]{}:,]+/gs)) {
    const isOpened = before === "{" || before === "[";
    const isClose = token === "}" || token === "]";
    if (isClose) level -= 1;
    // A line ends behind a comma, behind an opened bracket and before a closing one, but not within an empty pair.
    if (before === "," || isOpened !== isClose) out.push(newLine());
    if (token === "{" || token === "[") level += 1;
    out.push(token === ":" ? ": " : token);
    before = token;
  }
  return out.join("");
}
