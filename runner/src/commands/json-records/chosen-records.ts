import { createHash } from "node:crypto";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { ArraySplitter } from "./split-array.ts";

/** What is read, and what it must turn out to be. */
export interface ChosenFrom {
  /** Opens it. */
  read(): AsyncIterable<Uint8Array>;
  /** Of all of its bytes, hex. */
  readonly sha256: string;
  readonly matches: (record: Buffer) => boolean;
  /** Default: `largestElement`. */
  readonly mostBytes?: number;
}

/**
 * The records of a JSON array that match, as a JSON array laid out in the same way. It ends only where the whole of the file was
 * what was published: nobody can check a part of it by its hash. Errors: `export-record-too-large`, `export-damaged`, the source's.
 */
export async function* chosenRecords({ read, sha256, matches, mostBytes }: ChosenFrom): AsyncGenerator<Buffer> {
  const splitter = new ArraySplitter(mostBytes);
  const hash = createHash("sha256");
  let any = false;
  for await (const chunk of read()) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    hash.update(bytes);
    const found: Buffer[] = [];
    for (const record of splitter.push(bytes)) {
      if (!matches(record)) continue;
      found.push(any ? comma : opening, record);
      any = true;
    }
    if (found.length > 0) yield Buffer.concat(found);
  }
  const end = splitter.end();
  if (end === undefined || hash.digest("hex") !== sha256) {
    throw new DatafeedError("export-damaged", "The document is not what was published.", { hint: "Run `datafeed verify`." });
  }
  yield any ? end : Buffer.concat([opening, end]);
}

const comma = Buffer.from(",");
const opening = Buffer.from("[");
