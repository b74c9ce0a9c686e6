import type { Compressed } from "./container.ts";

/**
 * A ZIP file of one entry (PKWARE APPNOTE 6.3), written front to back. The sizes are known at the end, so they stand in a data
 * descriptor and in the central directory, which is what readers go by. Under 4 GiB the layout is the plain one, which every
 * reader opens; from 4 GiB on the descriptor has 8-byte sizes and the directory its ZIP64 records, as Go's archive/zip does.
 */

const limit32 = 0xffffffff;
/** Bit 3: sizes follow the data. Bit 11: the name is UTF-8. */
const flags = 0x0808;
const deflated = 8;
/** 1980-01-01 00:00, the first moment that DOS time knows: the same content gives the same bytes. */
const dosDate = 0x0021;
/** Version needed: 2.0 for deflate, 4.5 for ZIP64. */
const plain = 20;
const zip64 = 45;
/** Made on Unix, so that the file mode below is read. */
const madeByUnix = 3 << 8;
const regularFile644 = 0o100644 * 0x10000;

/** The local header. */
export function zipHead(entry: string): Buffer {
  const name = Buffer.from(entry);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(plain, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(deflated, 8);
  head.writeUInt16LE(dosDate, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

/** Data descriptor, central directory and its end. */
export function zipTail(entry: string, compressed: Compressed): Buffer {
  const large = compressed.contentBytes >= limit32 || compressed.compressedBytes >= limit32;
  const descriptor = dataDescriptor(compressed, large);
  const directory = centralDirectory(entry, compressed, large);
  const directoryAt = zipHead(entry).length + compressed.compressedBytes + descriptor.length;
  return Buffer.concat([descriptor, directory, ...endOfDirectory(directory.length, directoryAt)]);
}

function dataDescriptor({ crc32, compressedBytes, contentBytes }: Compressed, large: boolean): Buffer {
  const descriptor = Buffer.alloc(large ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc32, 4);
  if (large) {
    descriptor.writeBigUInt64LE(BigInt(compressedBytes), 8);
    descriptor.writeBigUInt64LE(BigInt(contentBytes), 16);
  } else {
    descriptor.writeUInt32LE(compressedBytes, 8);
    descriptor.writeUInt32LE(contentBytes, 12);
  }
  return descriptor;
}

function centralDirectory(entry: string, { crc32, compressedBytes, contentBytes }: Compressed, large: boolean): Buffer {
  const name = Buffer.from(entry);
  const extra = Buffer.alloc(large ? 20 : 0);
  if (large) {
    extra.writeUInt16LE(0x0001, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(contentBytes), 4);
    extra.writeBigUInt64LE(BigInt(compressedBytes), 12);
  }
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(madeByUnix | (large ? zip64 : plain), 4);
  record.writeUInt16LE(large ? zip64 : plain, 6);
  record.writeUInt16LE(flags, 8);
  record.writeUInt16LE(deflated, 10);
  record.writeUInt16LE(dosDate, 14);
  record.writeUInt32LE(crc32, 16);
  record.writeUInt32LE(large ? limit32 : compressedBytes, 20);
  record.writeUInt32LE(large ? limit32 : contentBytes, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(regularFile644, 38);
  return Buffer.concat([record, name, extra]);
}

/** The directory's place can pass 4 GiB by the descriptor alone, so it decides for itself. */
function endOfDirectory(directoryBytes: number, directoryAt: number): readonly Buffer[] {
  const large = directoryAt >= limit32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(large ? limit32 : directoryAt, 16);
  if (!large) return [end];
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(madeByUnix | zip64, 12);
  end64.writeUInt16LE(zip64, 14);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end64.writeBigUInt64LE(BigInt(directoryAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return [end64, locator, end];
}
