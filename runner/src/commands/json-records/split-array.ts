import { DatafeedError } from "../../errors/datafeed-error.ts";

/** No element is held that has more bytes than this. */
export const largestElement = 64 * 1024 * 1024;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/**
 * Cuts the bytes of a JSON array into its elements, however it is laid out, without reading them: an element is held from its
 * first byte to its last, and no more. Each comes with the white space before it, so that put together again they are the file.
 */
export class ArraySplitter {
  readonly #most: number;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** What came of the element so far. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #tail: Buffer[] | undefined;

  constructor(most = largestElement) {
    this.#most = most;
  }

  /** The elements that end within these bytes, which are kept as they are. Error: `export-record-too-large`. */
  push(bytes: Buffer): readonly Buffer[] {
    if (this.#tail !== undefined) {
      this.#tail.push(bytes);
      return [];
    }
    const elements: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length; ) {
      if (this.#inString) {
        at = this.#leaveString(bytes, at);
        continue;
      }
      const byte = bytes[at]!;
      if (byte === quote) this.#inString = true;
      else if (byte === 0x5b || byte === 0x7b) {
        this.#depth += 1;
        if (this.#depth === 1) start = at + 1;
      } else if (byte === comma && this.#depth === 1) {
        elements.push(this.#take(bytes.subarray(start, at)));
        start = at + 1;
      } else if (byte === 0x5d || byte === 0x7d) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          const last = this.#take(bytes.subarray(start, at));
          const end = withoutSpace(last);
          if (end > 0) elements.push(last.subarray(0, end));
          this.#tail = [last.subarray(end), bytes.subarray(at)];
          return elements;
        }
      }
      at += 1;
    }
    if (this.#depth > 0) this.#hold(bytes.subarray(start));
    return elements;
  }

  /** What stands behind the last element; undefined when the array has no end. */
  end(): Buffer | undefined {
    return this.#tail === undefined ? undefined : Buffer.concat(this.#tail);
  }

  /** Where the string ends that `at` is in, or the bytes do. Most are short: a native search for each would take longer. */
  #leaveString(bytes: Buffer, from: number): number {
    let at = this.#escaped ? from + 1 : from;
    this.#escaped = false;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === backslash) at += 1;
      else if (byte === quote) {
        this.#inString = false;
        return at + 1;
      }
    }
    this.#escaped = at > bytes.length;
    return bytes.length;
  }

  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#most) return;
    throw new DatafeedError(
      "export-record-too-large",
      `A record of the document has more than ${this.#most} bytes, which are not looked into.`,
      { hint: "Fetch the whole document, without choosing records." },
    );
  }

  #take(bytes: Buffer): Buffer {
    if (this.#held.length === 0) return bytes;
    const whole = Buffer.concat([...this.#held, bytes]);
    this.#held = [];
    this.#heldBytes = 0;
    return whole;
  }
}

/** How many bytes are left without the white space at the end; 0 where there is nothing else. */
function withoutSpace(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1]!)) end -= 1;
  return end;
}

/** White space as JSON has it (RFC 8259). */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
