import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, open, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { checkWhole } from "./check-whole.ts";
import type { DocumentSource, ReadableDocument } from "./document-source.ts";
import { readError } from "./errors.ts";
import { unzipOnly } from "./unzip-only.ts";

type Packing = "plain" | "gzip" | "zip" | "with-bom";

/**
 * Makes a source into a file that the engine reads as it is, in `folder` where something has to be done: streams are kept, ZIPs
 * unpacked, a byte order mark goes. What it is, its first bytes say, not its name. `number` is the source's own.
 * Errors: metrics-file-unreadable, metrics-archive, metrics-document-cut, metrics-document-form, metrics-no-room.
 */
export async function prepareDocument(
  source: DocumentSource,
  number: number,
  folder: string,
  signal: AbortSignal,
): Promise<ReadableDocument> {
  const place = (suffix: string): string => join(folder, `${number}${suffix}`);
  const keep = async (from: Readable, suffix: string): Promise<string> => {
    await pipeline(from, createWriteStream(place(suffix), { flags: "wx" }), { signal });
    return place(suffix);
  };
  try {
    let { name } = source;
    let file = await fileOf(source, (stream) => keep(stream, ".input"));
    let packing = await packingOf(file);
    if (packing === "zip") {
      const entry = await unzipOnly(file, name, (stream) => keep(stream, ".unzipped"));
      [name, file] = [`${name} (${entry.name})`, entry.file];
      packing = await packingOf(file);
    }
    if (packing === "with-bom") {
      file = await keep(createReadStream(file, { start: 3 }), ".json");
      packing = "plain";
    }
    const gzip = packing === "gzip";
    await checkWhole(file, name, gzip, signal);
    return { name, file: isReadAsIs(file, gzip) ? file : await otherName(file, place(gzip ? ".json.gz" : ".json")) };
  } catch (error) {
    signal.throwIfAborted();
    throw readError(error, source.name);
  }
}

/** A file that can be read more than once: of a stream or a pipe, a copy. */
async function fileOf(source: DocumentSource, keep: (stream: Readable) => Promise<string>): Promise<string> {
  if ("stream" in source) return keep(source.stream);
  return (await stat(source.path)).isFile() ? source.path : keep(createReadStream(source.path));
}

async function packingOf(file: string): Promise<Packing> {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  if (buffer.readUInt16BE() === 0x1f8b) return "gzip";
  if (buffer.readUInt32BE() === 0x504b0304 || buffer.readUInt32BE() === 0x504b0506) return "zip";
  return buffer.readUIntBE(0, 3) === 0xefbbbf ? "with-bom" : "plain";
}

/** The engine goes by the end of a name, and takes some characters for a pattern. */
function isReadAsIs(file: string, gzip: boolean): boolean {
  return !/[*?[\]{}]/.test(file) && file.endsWith(".gz") === gzip && !file.endsWith(".zst");
}

async function otherName(file: string, name: string): Promise<string> {
  // Not everybody may make links on Windows.
  await symlink(file, name).catch(() => copyFile(file, name));
  return name;
}
