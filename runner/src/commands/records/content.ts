import type { Readable } from "node:stream";

/** Which part of an output, and which of its bytes. */
export interface ContentOptions {
  /** Which part, from 1. Default: 1. */
  readonly part?: number;
  /** First byte, and the last one (included). */
  readonly from?: number;
  readonly to?: number;
}

/** A part's bytes, with what is known of it. */
export interface Content {
  readonly fileName: string;
  readonly mediaType: string;
  /** Of the whole part. */
  readonly bytes: number;
  readonly sha256: string;
  readonly stream: Readable;
}
