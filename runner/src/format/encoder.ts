import type { Plan } from "../compile/plan.ts";

/**
 * Rows on their way from a warehouse to an encoder, in the shape of the PostgreSQL wire format: whole DataRow messages
 * ('D', int32 length, int16 cells, then for each cell int32 length (-1: NULL) and its text bytes), and nothing else. Cells
 * hold the driver's own text; encoders make them canonical by column type.
 */
export type RowBatch = Uint8Array;

/** A stretch of encoded content. `bytes` is valid until the next piece is asked for. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The part (see `split`) ends after these bytes. */
  readonly endsPart: boolean;
}

/** Turns rows into the bytes of a file. One for each run; not reusable. */
export interface Encoder {
  /** The bytes before the first row. */
  begin(): Iterable<Piece>;
  /** Rows that came; checks types and keys. Errors: format-* codes of ./errors.ts. */
  encode(batch: RowBatch): Iterable<Piece>;
  /** The bytes after the last row; the last piece ends the last part. */
  end(): Iterable<Piece>;
  /** Rows encoded so far. */
  readonly rows: number;
}

/** Makes the encoder of a plan: csv, json or ndjson. */
export type MakeEncoder = (plan: Plan) => Encoder;
