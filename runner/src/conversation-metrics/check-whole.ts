import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { metricsError } from "./errors.ts";

/** The first and the last character of a text that are no white space, as bytes; undefined when there are none. */
interface Ends {
  readonly first: number | undefined;
  readonly last: number | undefined;
}

const [openBracket, closeBracket, openBrace] = [0x5b, 0x5d, 0x7b];
const blockBytes = 64 * 1024;

/**
 * Checks that a document begins as one and that its array is closed: the engine takes one that was cut off behind a comma for
 * a shorter one. A file of gzip is unpacked to its end for that, which checks its sum, too. Nothing at all is a document in
 * NDJSON alone. Errors: metrics-document-cut, metrics-document-form, metrics-archive.
 */
export async function checkWhole(file: string, name: string, gzip: boolean, signal: AbortSignal): Promise<void> {
  const { first, last } = gzip ? await endsOfGzip(file, name, signal) : await endsOfFile(file);
  if (first === undefined) {
    if (/\.(ndjson|jsonl)\b/.test(name)) return;
    throw metricsError("metrics-document-cut", `${name} is empty; a day without conversations is written as [].`);
  }
  if (first === openBracket && last !== closeBracket) {
    throw metricsError("metrics-document-cut", `${name} is not whole: it begins with [ and does not end with ].`);
  }
  if (first !== openBracket && first !== openBrace) {
    throw metricsError("metrics-document-form", `${name} holds no JSON: neither an array nor objects.`);
  }
}

async function endsOfFile(file: string): Promise<Ends> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  let first: number | undefined;
  for (let at = 0; at < size && first === undefined; at += blockBytes) first = firstOf(await read(handle, at, size));
  if (first === undefined) return { first, last: undefined };
  let last: number | undefined;
  for (let end = size; end > 0 && last === undefined; end -= blockBytes)
    last = lastOf(await read(handle, Math.max(0, end - blockBytes), end));
  return { first, last };
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(blockBytes, to - from)), 0, undefined, from);
  return buffer.subarray(0, bytesRead);
}

async function endsOfGzip(file: string, name: string, signal: AbortSignal): Promise<Ends> {
  let first: number | undefined;
  let last: number | undefined;
  const look = new Writable({
    write(chunk: Buffer, _encoding, done) {
      first ??= firstOf(chunk);
      last = lastOf(chunk) ?? last;
      done();
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip({ chunkSize: 256 * 1024 }), look, { signal });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("Z_")) throw error;
    throw metricsError("metrics-archive", `${name} is damaged or cut off: gzip can't unpack it to its end.`, { cause: error });
  }
  return { first, last };
}

function firstOf(bytes: Buffer): number | undefined {
  return bytes.find((byte) => !isSpace(byte));
}

function lastOf(bytes: Buffer): number | undefined {
  for (let at = bytes.length - 1; at >= 0; at--) if (!isSpace(bytes[at]!)) return bytes[at];
  return undefined;
}

/** What JSON takes for white space. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
