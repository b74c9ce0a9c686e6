import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Commands, ExportDay, Where } from "../commands/commands.ts";
import { answerOf } from "../commands/export-answer.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { saveContent } from "../execute/download-output.ts";

/** A document on its way to where it was asked for. */
interface Source {
  readonly fileName: string;
  /** What it must be; absent of chosen records, which are checked where they are chosen. */
  readonly sha256?: string;
  readonly stream: Readable;
}

/**
 * Writes the document of a day, or the records of it that are wanted, to a file, or to stdout (`-`); without a place into this
 * folder, by its own name. The file is there when it is whole and was checked, or not at all. Answers with its absolute path.
 * Errors: those of `answerOf`, `export-*`, `file-exists`, `download-*`.
 */
export async function saveDocument(
  commands: Commands,
  day: ExportDay,
  { out, where, signal }: { readonly out?: string; readonly where: Where; readonly signal: AbortSignal },
): Promise<string | undefined> {
  if (out !== undefined && out !== "-" && existsSync(out)) {
    throw new DatafeedError("file-exists", `${out} is there already.`, { hint: "Choose another name, or remove it." });
  }
  const source = await sourceOf(commands, day, where);
  if (out === "-") return print(source, signal);
  const { sha256, stream } = source;
  const fileName = out === undefined ? source.fileName : basename(out);
  const expected = sha256 === undefined ? {} : { sha256 };
  const folder = out === undefined ? "." : dirname(out);
  return saveContent({ fileName, where: source.fileName, stream, ...expected }, folder, { signal });
}

async function sourceOf(commands: Commands, day: ExportDay, where: Where): Promise<Source> {
  if (Object.keys(where).length > 0) {
    const records = await commands.exportRecords(day, where);
    return { fileName: records.fileName, stream: await records.open() };
  }
  const { id, contentSha256 } = answerOf(day);
  const { fileName, stream } = await commands.content(id);
  return { fileName, sha256: contentSha256, stream };
}

/** What was printed can't be taken back: then the exit code says that it was not whole. */
async function print({ fileName, sha256, stream }: Source, signal: AbortSignal): Promise<undefined> {
  const hash = createHash("sha256");
  async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const bytes of source) {
      hash.update(bytes);
      yield bytes;
    }
  }
  await pipeline(stream, counted, process.stdout, { signal, end: false });
  if (sha256 === undefined || hash.digest("hex") === sha256) return undefined;
  throw new DatafeedError("download-damaged", `${fileName} is not what was published`, {
    hint: "Run `datafeed verify` for the output.",
  });
}
