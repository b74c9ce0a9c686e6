import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Gather } from "./gather.ts";

/** Takes a chunk, which is valid until the next `resume`; false: nothing more is wanted until then. */
export type TakeChunk = (chunk: Buffer) => boolean;

/** Where the bytes of a connection go: to `pg`, or, while the rows of a query flow, to us. */
export interface ByteTap {
  divert(take: TakeChunk): void;
  resume(): void;
  /** Gives the bytes to `pg` again. */
  restore(): void;
  /** Lets `pg` have bytes that it has to know of. */
  pass(bytes: Buffer): void;
}

/** After a read of less than this the socket rests for so long, in which the server writes more. */
const smallRead = 64 * 1024;
const restMs = 1;

/**
 * A plain socket, which reads into a buffer of ours while rows flow: an ordinary stream of Node makes a buffer for each read.
 * What `pg` has to see is emitted as data. The server writes 8 KiB at a time; the socket rests after a small read, so that
 * the next one brings more of them: a fifth less CPU, at the same speed (docs/decisions/0002).
 */
export class PlainTap implements ByteTap {
  readonly socket: Socket;
  #take: TakeChunk | undefined;
  #isWanted = true;
  readonly #gather = new Gather((chunk) => {
    if (this.#take?.(chunk) !== false) return;
    this.#isWanted = false;
    this.socket.pause();
  });

  constructor() {
    const callback = (length: number, bytes: Uint8Array): boolean => {
      if (this.#take !== undefined) return this.#read(length);
      this.pass(Buffer.from(bytes.subarray(0, length)));
      return true;
    };
    this.socket = new Socket({ onread: { buffer: () => this.#gather.space(), callback } });
  }

  divert(take: TakeChunk): void {
    this.#take = take;
    this.#isWanted = true;
  }

  resume(): void {
    this.#isWanted = true;
    this.socket.resume();
  }

  restore(): void {
    this.#take = undefined;
    this.#gather.stop();
    this.resume();
  }

  pass(bytes: Buffer): void {
    this.socket.emit("data", bytes);
  }

  /** Whether to go on reading at once. */
  #read(length: number): boolean {
    this.#gather.added(length);
    if (this.#take === undefined || !this.#isWanted) return this.#isWanted;
    if (length >= smallRead) return true;
    setTimeout(() => {
      if (this.#isWanted) this.socket.resume();
    }, restMs);
    return false;
  }
}

/** Any other stream, such as TLS: the listeners of `pg` are taken off and put back. */
export class StreamTap implements ByteTap {
  readonly #stream: Duplex;
  #parsers: readonly ((chunk: Buffer) => void)[] = [];
  #take: TakeChunk | undefined;
  readonly #gather = new Gather((chunk) => {
    if (this.#take?.(chunk) === false) this.#stream.pause();
  });

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  divert(take: TakeChunk): void {
    this.#take = take;
    this.#parsers = this.#stream.listeners("data") as ((chunk: Buffer) => void)[];
    for (const parser of this.#parsers) this.#stream.off("data", parser);
    this.#stream.on("data", this.#arrive);
  }

  resume(): void {
    this.#stream.resume();
  }

  restore(): void {
    if (this.#take === undefined) return;
    this.#take = undefined;
    this.#gather.stop();
    this.#stream.off("data", this.#arrive);
    for (const parser of this.#parsers) this.#stream.on("data", parser);
    this.#stream.resume();
  }

  pass(bytes: Buffer): void {
    this.#stream.emit("data", bytes);
  }

  readonly #arrive = (chunk: Buffer): void => {
    for (let rest = chunk; rest.length > 0; ) {
      const copied = rest.copy(this.#gather.space());
      rest = rest.subarray(copied);
      this.#gather.added(copied);
    }
  };
}
