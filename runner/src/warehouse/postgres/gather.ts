/** What one delivery may bring, and how much is enough for one. */
const bufferBytes = 256 * 1024;
const enoughBytes = 128 * 1024;
/** The longest time that bytes lie here while the server is slow. */
const patienceMs = 5;
/** ReadyForQuery: with it the answer to a query ends. Bytes that only look like it do no harm. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5]);

/**
 * Gathers what comes in before it is handed on. The server writes 8 KiB at a time, and handing on each of them costs more than
 * what is done with the bytes (docs/decisions/0002).
 */
export class Gather {
  readonly #deliver: (chunk: Buffer) => void;
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  /** What was not handed on yet lies from `#from` to `#filled`, where the next bytes go. */
  #from = 0;
  #filled = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `deliver` gets chunks that are valid until more bytes are put into `space`. */
  constructor(deliver: (chunk: Buffer) => void) {
    this.#deliver = deliver;
  }

  /** Where the next bytes go. */
  space(): Buffer {
    return this.#buffer.subarray(this.#filled);
  }

  /** So many bytes were put into `space`. Ask for it again. */
  added(length: number): void {
    this.#filled += length;
    if (this.#filled >= enoughBytes || this.#ends()) {
      const chunk = this.#pending();
      this.#from = 0;
      this.#filled = 0;
      this.#deliver(chunk);
    } else this.#timer ??= setTimeout(() => this.#late(), patienceMs);
  }

  /** Forgets what was not handed on. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#from = this.#filled;
  }

  /** The socket already knows where it will put the next bytes, so they go on behind these. */
  #late(): void {
    this.#timer = undefined;
    const chunk = this.#pending();
    this.#from = this.#filled;
    if (chunk.length > 0) this.#deliver(chunk);
  }

  #pending(): Buffer {
    return this.#buffer.subarray(this.#from, this.#filled);
  }

  #ends(): boolean {
    const at = this.#filled - readyForQuery.length - 1;
    return at >= 0 && this.#buffer.compare(readyForQuery, 0, readyForQuery.length, at, this.#filled - 1) === 0;
  }
}
