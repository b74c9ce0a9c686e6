import { crc32c, Writer } from "@platformatic/kafka";

/** A record as the client library has it when it is about to be sent. */
export interface BatchRecord {
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: ReadonlyMap<Buffer, Buffer>;
}

export interface BatchHead {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly transactional: boolean;
  /** Of all records, in milliseconds. */
  readonly timestamp: bigint;
}

/** What lies before the records, and what of it the checksum leaves out. */
const headBytes = 61;
const uncheckedBytes = 21;
const transactionalBit = 1 << 4;

/**
 * Records of one partition as a batch of Kafka's format 2, not compressed, in one piece. The library's own makes about sixty
 * pieces of each record, which takes more than all else that a feed does (docs/decisions/0016).
 */
export function recordBatch(records: readonly BatchRecord[], head: BatchHead): Buffer {
  const sizes = records.map(bodyBytes);
  const bytes = sizes.reduce((sum, size) => sum + varIntBytes(size) + size, headBytes);
  const batch = Buffer.allocUnsafe(bytes);
  let at = headBytes;
  for (const [offset, record] of records.entries()) {
    at = writeVarInt(batch, sizes[offset] ?? 0, at);
    at = writeBody(batch, record, offset, at);
  }
  writeHead(batch, records.length, head);
  const checked = Writer.create().append(batch.subarray(uncheckedBytes)).dynamicBuffer;
  batch.writeUInt32BE(crc32c(checked), 17);
  return batch;
}

function writeHead(batch: Buffer, records: number, head: BatchHead): void {
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(0, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(head.transactional ? transactionalBit : 0, 21);
  batch.writeInt32BE(records - 1, 23);
  batch.writeBigInt64BE(head.timestamp, 27);
  batch.writeBigInt64BE(head.timestamp, 35);
  batch.writeBigInt64BE(head.producerId, 43);
  batch.writeInt16BE(head.producerEpoch, 51);
  batch.writeInt32BE(head.firstSequence, 53);
  batch.writeInt32BE(records, 57);
}

/** Attributes and the difference in time are a zero each. */
function bodyBytes({ key, value, headers }: BatchRecord, offset: number): number {
  let bytes = 2 + varIntBytes(offset) + cellBytes(key) + cellBytes(value) + varIntBytes(headers?.size ?? 0);
  for (const [name, text] of headers ?? []) bytes += cellBytes(name) + cellBytes(text);
  return bytes;
}

function writeBody(batch: Buffer, { key, value, headers }: BatchRecord, offset: number, from: number): number {
  batch[from] = 0;
  batch[from + 1] = 0;
  let at = writeVarInt(batch, offset, from + 2);
  at = writeCell(batch, key, at);
  at = writeCell(batch, value, at);
  at = writeVarInt(batch, headers?.size ?? 0, at);
  for (const [name, text] of headers ?? []) at = writeCell(batch, text, writeCell(batch, name, at));
  return at;
}

/** Its length, -1 for none, then its bytes. */
function cellBytes(cell: Buffer | null | undefined): number {
  return cell == null ? 1 : varIntBytes(cell.length) + cell.length;
}

function writeCell(batch: Buffer, cell: Buffer | null | undefined, at: number): number {
  if (cell == null) return writeVarInt(batch, -1, at);
  const begin = writeVarInt(batch, cell.length, at);
  batch.set(cell, begin);
  return begin + cell.length;
}

/** Kafka's varints are zigzag: 0, -1, 1, -2, … become 0, 1, 2, 3, … */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varIntBytes(value: number): number {
  let bytes = 1;
  for (let rest = zigzag(value); rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

function writeVarInt(batch: Buffer, value: number, from: number): number {
  let at = from;
  let rest = zigzag(value);
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) batch[at++] = (rest % 0x80) + 0x80;
  batch[at++] = rest;
  return at;
}
