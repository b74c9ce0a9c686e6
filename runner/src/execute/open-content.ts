import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { openPromise } from "yauzl";
import type { Destination } from "../destination/destination.ts";

/**
 * What is inside a published file, for as long as `use` takes. It is unpacked by other code than packed it. Errors: those of the
 * unpacker for a damaged file, destination-*.
 */
export async function withContent<T>(
  destination: Destination,
  path: string,
  compress: string,
  use: (content: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  if (compress === "none") return use(destination.read(path));
  if (compress === "gzip") return use(unzipped(destination.read(path)));
  await using local = await destination.localFile(path);
  const archive = await openPromise(local.file, { autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) return await use(await archive.openReadStreamPromise(entry));
    throw new Error("the archive is empty");
  } finally {
    archive.close();
  }
}

/** The reader of the content hears of every error, and ends the reading of the file when it stops. */
function unzipped(packed: Readable): AsyncIterable<Buffer> {
  return pipeline(packed, createGunzip(), () => {});
}
