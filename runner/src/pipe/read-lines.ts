const newline = 0x0a;

/** In place of a line that was too long; its end was waited for. */
export const tooLong: unique symbol = Symbol("too long");

/** The lines of a stream as text. No more than `most` bytes of one are kept, so that a stream without an end fills no memory. */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
  most: number,
): AsyncGenerator<string | typeof tooLong> {
  const line = new Line(most);
  for await (const given of input) {
    const chunk = Buffer.from(given as Uint8Array);
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      line.add(chunk.subarray(from, end));
      yield line.take();
      from = end + 1;
    }
    line.add(chunk.subarray(from));
  }
  if (!line.isEmpty) yield line.take();
}

class Line {
  readonly #most: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#most) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  take(): string | typeof tooLong {
    const text = this.#bytes > this.#most ? tooLong : Buffer.concat(this.#pieces).toString("utf8");
    this.#pieces = [];
    this.#bytes = 0;
    return text;
  }
}
