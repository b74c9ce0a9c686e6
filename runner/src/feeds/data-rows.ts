import type { RowBatch } from "../format/encoder.ts";

/** Where the rows of a batch end; the first begins at 0. */
export function rowEnds(batch: Buffer): readonly number[] {
  const ends: number[] = [];
  // A DataRow is 'D', then a length that counts itself.
  for (let at = 0; at < batch.length; ) {
    at += 1 + batch.readInt32BE(at + 1);
    ends.push(at);
  }
  return ends;
}

/** The texts of some cells of the row that begins at an offset, by their positions in ascending order; null for NULL. */
export function cellTexts(batch: Buffer, from: number, positions: readonly number[]): readonly (string | null)[] {
  const texts: (string | null)[] = [];
  let at = from + 7;
  for (let column = 0, wanted = 0; wanted < positions.length; column++) {
    const length = batch.readInt32BE(at);
    at += 4;
    if (column === positions[wanted]) {
      texts.push(length < 0 ? null : batch.toString("utf8", at, at + length));
      wanted++;
    }
    at += Math.max(0, length);
  }
  return texts;
}

/** The bytes of a batch as a Buffer, not copied. */
export function bufferOf(batch: RowBatch): Buffer {
  return Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
}
