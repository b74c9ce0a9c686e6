import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileError } from "./errors.ts";

/** What was written, as it lies on the disk. */
export interface HashedFile {
  readonly bytes: number;
  readonly sha256: string;
}

const readBytes = 1024 * 1024;
/** How often a file is looked at while an engine writes it, which tells nobody how far it is. */
const lookEveryMs = 50;

/**
 * Hashes a file while an engine appends to it, so that hash and query overlap; syncs it at the end. The file must exist.
 * `onChunk` sees each piece, which is valid until it returns. Throws what `written` rejects with, and the codes of `fileError`.
 */
export async function hashGrowingFile(
  file: string,
  written: Promise<unknown>,
  onBytes: (bytes: number) => void = () => {},
  onChunk: (chunk: Uint8Array) => void = () => {},
): Promise<HashedFile> {
  const state = { ended: false };
  const ended = written.then(
    () => {
      state.ended = true;
    },
    () => {
      state.ended = true;
    },
  );
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    await using handle = await open(file, "r+");
    const buffer = Buffer.allocUnsafe(readBytes);
    for (;;) {
      const last = state.ended;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, readBytes, bytes);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        hash.update(chunk);
        onChunk(chunk);
        bytes += bytesRead;
      }
      onBytes(bytes);
      if (last) break;
      await Promise.race([ended, delay(lookEveryMs)]);
    }
    await written;
    await handle.sync();
  } catch (error) {
    await written;
    throw fileError(error, file);
  }
  return { bytes, sha256: hash.digest("hex") };
}
