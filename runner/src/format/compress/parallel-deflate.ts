import { availableParallelism } from "node:os";
import { constants, crc32, deflateRaw } from "node:zlib";

const chunkBytes = 512 * 1024;
/** How far back deflate looks: the end of one chunk is the dictionary of the next, so cutting costs next to nothing. */
const windowBytes = 32 * 1024;
const level = 6;
/** One chunk more than there are cores keeps them all busy; libuv's pool has four threads. */
const inFlight = Math.min(availableParallelism() + 1, 5);

interface Chunk {
  readonly content: Buffer;
  readonly dictionary: Buffer;
  length: number;
}

/**
 * One deflate stream (RFC 1951), its chunks compressed at the same time on libuv's thread pool and written in order. Takes
 * half the time of one thread on two cores (docs/decisions/0002). Memory: a few chunks, whatever the length.
 */
export class ParallelDeflate {
  readonly #write: (bytes: Buffer) => Promise<void>;
  readonly #free: Chunk[] = [];
  #made = 0;
  #filling: Chunk | undefined;
  /** Writes follow each other in the order of the chunks. */
  #written: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #waiting: (() => void) | undefined;
  #crc32 = 0;
  /** The end of the chunk before. */
  #previous: Buffer = Buffer.alloc(0);

  /** `write` gets the compressed bytes, one call at a time. */
  constructor(write: (bytes: Buffer) => Promise<void>) {
    this.#write = write;
  }

  /** CRC-32 of what was taken so far. */
  get crc32(): number {
    return this.#crc32;
  }

  /** Takes content; `bytes` may be used again when the call has returned or its promise is fulfilled. Waits for room. */
  take(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#crc32 = crc32(bytes, this.#crc32);
    const rest = this.#fill(bytes);
    return rest.length === 0 ? undefined : this.#takeRest(rest);
  }

  /** Ends the stream; resolves when the last byte is written. */
  async end(): Promise<void> {
    const chunk = this.#filling ?? (await this.#room());
    this.#filling = undefined;
    this.#compress(chunk, true);
    await this.#written;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves when nothing is under way any more, after a failure too. */
  async settle(): Promise<void> {
    await this.#written;
  }

  async #takeRest(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      this.#filling ??= await this.#room();
      rest = this.#fill(rest);
    }
  }

  /** Fills chunks as long as there are free ones; returns what is left. */
  #fill(bytes: Uint8Array): Uint8Array {
    let rest = bytes;
    while (rest.length > 0) {
      this.#filling ??= this.#chunk();
      const chunk = this.#filling;
      if (chunk === undefined) return rest;
      const length = Math.min(rest.length, chunkBytes - chunk.length);
      chunk.content.set(rest.subarray(0, length), chunk.length);
      chunk.length += length;
      rest = rest.subarray(length);
      if (chunk.length < chunkBytes) continue;
      this.#filling = undefined;
      this.#compress(chunk, false);
    }
    return rest;
  }

  #compress(chunk: Chunk, last: boolean): void {
    const content = chunk.content.subarray(0, chunk.length);
    const dictionary = chunk.dictionary.subarray(0, this.#previous.copy(chunk.dictionary));
    this.#previous = Buffer.from(content.subarray(Math.max(0, content.length - windowBytes)));
    const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const options = { level, finishFlush, chunkSize: chunkBytes / 4, ...(dictionary.length > 0 ? { dictionary } : {}) };
    const compressed = new Promise<Buffer>((resolve, reject) => {
      deflateRaw(content, options, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
    this.#written = Promise.all([compressed, this.#written])
      .then(([result]) => (this.#failure === undefined ? this.#write(result) : undefined))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .then(() => {
        chunk.length = 0;
        this.#free.push(chunk);
        this.#waiting?.();
      });
  }

  #chunk(): Chunk | undefined {
    const free = this.#free.pop();
    if (free !== undefined || this.#made === inFlight) return free;
    this.#made += 1;
    return { content: Buffer.allocUnsafeSlow(chunkBytes), dictionary: Buffer.allocUnsafeSlow(windowBytes), length: 0 };
  }

  async #room(): Promise<Chunk> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      const chunk = this.#chunk();
      if (chunk !== undefined) return chunk;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }
}
