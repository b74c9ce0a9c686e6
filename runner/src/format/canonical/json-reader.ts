import { NotCanonical } from "./not-canonical.ts";

/** Deeper nesting than any sane document; a limit of ours, so that a bomb is an answer and not a crash. */
const maxDepth = 1000;
/** Beyond those of doubles. */
const maxExponent = 400;
const numberForm = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const space = /[ \t\n\r]*/y;

/**
 * Reads JSON from its beginning to its end, value by value, each as its canonical text. It never goes through a JavaScript
 * number or object, which would lose digits and move integer-like keys. Throws NotCanonical.
 */
export class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next value. */
  value(): string {
    if (this.opens("{")) return sortedObject(this.entries(() => this.value()));
    if (this.opens("[")) return `[${this.items(() => this.value()).join(",")}]`;
    if (this.opens('"')) return this.#string();
    for (const word of ["null", "true", "false"]) if (this.#take(word)) return word;
    return canonicalNumber(this.#number());
  }

  /** The next value as a driver's text of it: what a string holds, a number's digits as they stand, without an exponent. */
  driverText(): string {
    if (this.opens('"')) return parsed(this.#string());
    return /[-\d]/.test(this.#text[this.#at] ?? "") ? withoutExponent(this.#number()) : this.value();
  }

  /** Steps over a `null`. */
  takeNull(): boolean {
    this.#skipSpace();
    return this.#take("null");
  }

  /** Whether the next value begins so. */
  opens(bracket: "{" | "[" | '"'): boolean {
    this.#skipSpace();
    return this.#text[this.#at] === bracket;
  }

  /** The items of the array that comes next. */
  items(item: () => string): readonly string[] {
    const items: string[] = [];
    this.#list("]", () => items.push(item()));
    return items;
  }

  /** The values of the object that comes next, by key; of equal keys the last one counts. */
  entries(value: (key: string) => string): ReadonlyMap<string, string> {
    const entries = new Map<string, string>();
    this.#list("}", () => {
      this.#skipSpace();
      const key = parsed(this.#string());
      this.#skipSpace();
      this.#expect(":");
      entries.set(key, value(key));
    });
    return entries;
  }

  /** Nothing but white space may follow. */
  end(): void {
    this.#skipSpace();
    if (this.#at !== this.#text.length) throw notJson();
  }

  #list(close: string, item: () => void): void {
    if (++this.#depth > maxDepth) throw new NotCanonical(`JSON nested more than ${maxDepth} deep`);
    this.#at += 1;
    this.#skipSpace();
    if (!this.#take(close)) {
      do {
        item();
        this.#skipSpace();
      } while (this.#take(","));
      this.#expect(close);
    }
    this.#depth -= 1;
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
    return match[0];
  }

  #skipSpace(): void {
    // Compact JSON has none.
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
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
}

/** A JSON string's text. */
export function jsonString(text: string): string {
  return JSON.stringify(text);
}

/** An object with its keys sorted by code point. */
export function sortedObject(entries: ReadonlyMap<string, string>): string {
  const keys = [...entries.keys()].sort(compareCodePoints);
  return `{${keys.map((key) => `${jsonString(key)}:${entries.get(key)}`).join(",")}}`;
}

function canonicalNumber(number: string): string {
  if (!/[.eE]/.test(number)) return number === "-0" ? "0" : number;
  const value = Number(number) + 0;
  if (!Number.isFinite(value)) throw new NotCanonical("a JSON number that is too large");
  return String(value);
}

/** Every digit of a number, at its place. */
function withoutExponent(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e(.+))?$/i.exec(number) ?? [];
  const shift = Number(exponent);
  if (shift === 0) return number.replace(/e.*/i, "");
  if (Math.abs(shift) > maxExponent) throw new NotCanonical("a JSON number that is too large");
  const digits = `${"0".repeat(Math.max(0, -shift))}${whole}${fraction}${"0".repeat(Math.max(0, shift))}`;
  const point = whole.length + Math.max(0, shift);
  return `${sign}${digits.slice(0, point) || "0"}.${digits.slice(point) || "0"}`;
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
