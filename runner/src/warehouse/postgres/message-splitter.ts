/** What comes out of a stream of PostgreSQL messages. */
export interface MessageSink {
  /** Whole DataRow messages, one after the other. The bytes are not used again. */
  rows(batch: Buffer): void;
  /** Any other message: its type byte and what follows its length. */
  message(type: number, body: Buffer): void;
}

/** 'D'. */
const dataRow = 0x44;
const headerBytes = 5;
/** The server's own limit for a message is 1 GiB; beyond that it is no PostgreSQL that speaks. */
const maxMessageBytes = 2 ** 30 + 2 ** 20;

/** A stream that is not made of PostgreSQL messages. */
export class NotMessages extends Error {}

/**
 * Cuts a stream of bytes into messages without copying the rows: those that lie whole in a chunk are handed on as a stretch
 * of that chunk; one that spans chunks is put together in a buffer of its own size, which is dropped when it is done.
 */
export class MessageSplitter {
  readonly #sink: MessageSink;
  /** Whole DataRow messages so far. */
  rows = 0;
  /** The message that spans chunks: first its header alone, then all of it. */
  #partial: Buffer | undefined;
  #have = 0;

  constructor(sink: MessageSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const at = this.#partial === undefined ? 0 : this.#complete(chunk);
    if (at < chunk.length) this.#whole(chunk, at);
  }

  /** Hands on the whole messages from `at` on and keeps the beginning of the next one. */
  #whole(chunk: Buffer, at: number): void {
    let rowsFrom = at;
    let next = at;
    while (next + headerBytes <= chunk.length) {
      const end = next + messageBytes(chunk, next);
      if (end > chunk.length) break;
      if (chunk[next] !== dataRow) {
        if (rowsFrom < next) this.#sink.rows(chunk.subarray(rowsFrom, next));
        this.#sink.message(chunk[next] ?? 0, chunk.subarray(next + headerBytes, end));
        rowsFrom = end;
      } else this.rows += 1;
      next = end;
    }
    if (rowsFrom < next) this.#sink.rows(chunk.subarray(rowsFrom, next));
    if (next < chunk.length) this.#start(chunk.subarray(next));
  }

  #start(rest: Buffer): void {
    const header = rest.length >= headerBytes;
    this.#partial = Buffer.allocUnsafe(header ? messageBytes(rest, 0) : headerBytes);
    this.#have = rest.copy(this.#partial);
  }

  /** Fills the message that spans chunks; returns how much of the chunk that took. */
  #complete(chunk: Buffer): number {
    let at = 0;
    while (this.#partial !== undefined && at < chunk.length) {
      const copied = chunk.copy(this.#partial, this.#have, at);
      this.#have += copied;
      at += copied;
      if (this.#have < this.#partial.length) break;
      const total = messageBytes(this.#partial, 0);
      if (this.#partial.length < total) {
        const header = this.#partial;
        this.#partial = Buffer.allocUnsafe(total);
        header.copy(this.#partial);
        continue;
      }
      const message = this.#partial;
      this.#partial = undefined;
      if (message[0] === dataRow) {
        this.rows += 1;
        this.#sink.rows(message);
      } else this.#sink.message(message[0] ?? 0, message.subarray(headerBytes));
    }
    return at;
  }
}

function messageBytes(buffer: Buffer, at: number): number {
  const length = buffer.readUInt32BE(at + 1);
  if (length < 4 || length > maxMessageBytes) throw new NotMessages(`a message of ${length} bytes`);
  return 1 + length;
}

/** The fields of an ErrorResponse by the names of `pg`. */
export function readErrorResponse(body: Buffer): {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly position?: string;
} {
  const fields = new Map<string, string>();
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const end = body.indexOf(0, at);
    const until = end === -1 ? body.length : end;
    fields.set(String.fromCharCode(body[at] ?? 0), body.toString("utf8", at + 1, until));
    at = until + 1;
  }
  const detail = fields.get("D");
  const position = fields.get("P");
  return {
    code: fields.get("C") ?? "XX000",
    message: fields.get("M") ?? "",
    ...(detail === undefined ? {} : { detail }),
    ...(position === undefined ? {} : { position }),
  };
}
