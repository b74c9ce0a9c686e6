import type { Compressed } from "./container.ts";

/** RFC 1952: deflate, no flags, no time, system unknown: the same content gives the same bytes. */
export function gzipHead(): Buffer {
  return Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
}

/** CRC and length modulo 2^32. */
export function gzipTail({ crc32, contentBytes }: Compressed): Buffer {
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32, 0);
  tail.writeUInt32LE(contentBytes % 2 ** 32, 4);
  return tail;
}
