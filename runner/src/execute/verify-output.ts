import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Column } from "../compile/plan.ts";
import type { Destination } from "../destination/destination.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import type { Output, OutputPart } from "../ledger/records.ts";
import type { ResolvedOutput } from "../load/project-documents.ts";
import { rowCounter } from "./count-rows.ts";
import { withContent } from "./open-content.ts";
import { checkPublished } from "./published.ts";

interface Content {
  readonly sha256: string;
  readonly rows: number;
}

/** What verification takes from a manifest. */
interface Described {
  readonly columns: readonly Column[];
  readonly csv?: { readonly header: boolean };
}

/**
 * Compares what stands in the destination with the ledger: manifest, files by their hashes, contents unpacked and hashed, rows
 * counted. Answers with what is wrong, in sentences; nothing when all is as published. Errors: output-deleted,
 * output-unpublished, destination-* but for a file that is missing.
 */
export async function verifyOutput(
  output: Output,
  destination: Destination,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  checkPublished(output);
  const problems = await manifestProblems(output, destination);
  let rows: number | undefined = 0;
  for (const part of output.parts) {
    const found = await destination.fingerprint(part.path, signal);
    if (found?.sha256 !== part.sha256) {
      problems.push(found === undefined ? `${part.path} is missing` : `${part.path} has other bytes than were published`);
      rows = undefined;
      continue;
    }
    const content = await contentOf(output, part, destination, signal);
    if (typeof content === "string") problems.push(`${part.path} can't be read: ${content}`);
    else if (content.sha256 !== part.contentSha256) problems.push(`${part.path} holds other content than was published`);
    rows = typeof content === "string" || rows === undefined ? undefined : rows + content.rows;
  }
  if (rows !== undefined && rows !== output.rows) problems.push(`${rows} rows were found, ${output.rows} were published`);
  return problems;
}

async function manifestProblems({ manifest, manifestPath }: Output, destination: Destination): Promise<string[]> {
  if (!(await destination.exists(manifestPath))) return [`${manifestPath} is missing`];
  const there = Buffer.concat((await destination.read(manifestPath).toArray()) as readonly Buffer[]);
  return there.equals(Buffer.from(manifest)) ? [] : [`${manifestPath} is not the manifest that was published`];
}

/** Or what is wrong with it. */
async function contentOf(
  output: Output,
  { path }: OutputPart,
  destination: Destination,
  signal: AbortSignal,
): Promise<Content | string> {
  const described = JSON.parse(output.manifest) as Described;
  const format = output.format as ResolvedOutput["format"];
  try {
    return await withContent(destination, path, output.compress, (bytes) =>
      format === "parquet"
        ? parquetRows(bytes, described.columns, signal)
        : counted(bytes, rowCounter(format, described.csv?.header === true), signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DatafeedError && error.code.startsWith("destination-")) throw error;
    return messageOf(error);
  }
}

async function counted(
  content: AsyncIterable<Buffer>,
  counter: ReturnType<typeof rowCounter>,
  signal: AbortSignal,
): Promise<Content> {
  const hash = createHash("sha256");
  for await (const bytes of content) {
    signal.throwIfAborted();
    hash.update(bytes);
    counter.add(bytes);
  }
  return { sha256: hash.digest("hex"), rows: counter.rows };
}

/** By way of a copy in a temporary folder: reading Parquet needs to move about in it, and room beside it. */
async function parquetRows(content: AsyncIterable<Buffer>, columns: readonly Column[], signal: AbortSignal): Promise<Content> {
  const { parquetContent } = await import("../format/parquet.ts");
  const folder = await mkdtemp(join(tmpdir(), "datafeed-verify-"));
  try {
    const file = join(folder, "content.parquet");
    await pipeline(Readable.from(content), createWriteStream(file), { signal });
    return await parquetContent(columns, file, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
