import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

/** SHA-256 (hex) and length of a stream. */
export async function fingerprintOf(
  stream: Readable,
  signal?: AbortSignal,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), bytes };
}
