import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LocalFile } from "./destination.ts";

/** Writes a stream into a temporary file, which goes when disposed. */
export async function copyLocally(content: Readable): Promise<LocalFile> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-copy-"));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, "content");
    await pipeline(content, createWriteStream(file, { mode: 0o600 }));
    return { file, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    content.destroy();
    await dispose();
    throw error;
  }
}
