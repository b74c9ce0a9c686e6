import type { ResolvedOutput } from "../load/project-documents.ts";

/** Counts the rows of content that comes in pieces. */
export interface RowCounter {
  add(bytes: Uint8Array): void;
  /** Rows so far, without the header. */
  readonly rows: number;
}

const [lf, quote, backslash] = [0x0a, 0x22, 0x5c];
const [openObject, closeObject, openArray, closeArray] = [0x7b, 0x7d, 0x5b, 0x5d];

/** A counter for csv, json or ndjson; the header is that of one part. */
export function rowCounter(format: Exclude<ResolvedOutput["format"], "parquet">, header: boolean): RowCounter {
  if (format === "csv") return new RecordCounter(header ? 1 : 0);
  return format === "ndjson" ? new LineCounter() : new ObjectCounter();
}

/** Line ends outside quotes; a quote within quotes is doubled, so it closes and opens again. */
class RecordCounter implements RowCounter {
  readonly #header: number;
  #records = 0;
  #quoted = false;

  constructor(header: number) {
    this.#header = header;
  }

  get rows(): number {
    return this.#records - this.#header;
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === quote) this.#quoted = !this.#quoted;
      else if (byte === lf && !this.#quoted) this.#records++;
    }
  }
}

/** JSON has no line end inside a value. */
class LineCounter implements RowCounter {
  rows = 0;

  add(bytes: Uint8Array): void {
    for (const byte of bytes) if (byte === lf) this.rows++;
  }
}

/** Objects directly in the outermost array. */
class ObjectCounter implements RowCounter {
  rows = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
      } else if (byte === quote) this.#inString = true;
      else if (byte === openObject || byte === openArray) {
        if (byte === openObject && this.#depth === 1) this.rows++;
        this.#depth++;
      } else if (byte === closeObject || byte === closeArray) this.#depth--;
    }
  }
}
