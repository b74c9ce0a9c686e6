import type { Readable } from "node:stream";

/** A file of conversations, or a stream of the same bytes: JSON, as it is or packed by gzip or ZIP. */
export type DocumentSource = NamedFile | NamedStream;

interface NamedFile {
  /** What messages call it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

interface NamedStream {
  readonly name: string;
  readonly stream: Readable;
}

/** A document that the engine can read. */
export interface ReadableDocument {
  readonly name: string;
  /** Absolute; unpacked but for gzip, and then it ends in `.gz`. */
  readonly file: string;
}
