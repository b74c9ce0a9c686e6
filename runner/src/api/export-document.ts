import { posix } from "node:path";
import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Commands, ExportDay, OutputView, Where } from "../commands/commands.ts";
import { answerOf } from "../commands/export-answer.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { acceptsGzip } from "./accepts-gzip.ts";
import { type Downloads, wanted } from "./content.ts";
import { attachment } from "./disposition.ts";
import { matches } from "./range.ts";

/** A request for the document of a day. */
export interface DocumentRequest {
  readonly commands: Commands;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly downloads: Downloads;
}

/** After so many seconds whoever asked for what is still to come may ask again. */
const pendingSeconds = 60;
/** Nobody is sent away for longer. */
const longestSeconds = 86_400;

/**
 * Answers with the document of a day: whole, packed on the fly where the client takes it, or a range of it; or that the client has
 * it already. The tag is the SHA-256 of the document, the weak one of the same hash where it is packed: those bytes are its, too,
 * but may differ from server to server. Ranges are always of the document itself. Errors: those of `answerOf`, `range-outside`.
 */
export async function sendDocument(day: ExportDay, asked: DocumentRequest): Promise<FastifyReply> {
  const { commands, request, reply, downloads } = asked;
  const output = answerFor(day, reply);
  const { id, contentSha256, bytes } = output;
  const etag = `"${contentSha256}"`;
  const span = wanted(request, etag, bytes);
  const packed = span === undefined && acceptsGzip(request.headers["accept-encoding"]);
  describe(reply, day, output, { etag: packed ? `W/${etag}` : etag, ranges: "bytes" });
  if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
  name(reply, posix.basename(output.path));
  if (span === "outside") {
    reply.header("content-range", `bytes */${bytes}`);
    throw new DatafeedError("range-outside", `The document has ${bytes} bytes.`);
  }
  if (span !== undefined) reply.code(206).header("content-range", `bytes ${span.from}-${span.to}/${bytes}`);
  if (!packed) reply.header("content-length", String(span === undefined ? bytes : span.to - span.from + 1));
  return sendStream(asked, packed, () => downloads.open(reply, () => commands.content(id, span ?? {})));
}

/**
 * Answers with the records of a day's document that are named: never in ranges, since only what is sent is known. Errors: those of
 * `answerOf`, `export-filter-unknown`; what goes wrong on the way ends the connection before the array does.
 */
export async function sendRecords(day: ExportDay, where: Where, asked: DocumentRequest): Promise<FastifyReply> {
  const { commands, request, reply, downloads } = asked;
  const output = answerFor(day, reply);
  const packed = acceptsGzip(request.headers["accept-encoding"]);
  const records = await commands.exportRecords(day, where);
  const etag = `"${records.tag}"`;
  describe(reply, day, output, { etag: packed ? `W/${etag}` : etag, ranges: "none" });
  if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
  name(reply, records.fileName);
  return sendStream(asked, packed, () => downloads.open(reply, async () => ({ stream: await records.open() })));
}

/** The output of a day, else an error, with the time after which it is worth to ask again. */
function answerFor(day: ExportDay, reply: FastifyReply): OutputView {
  if (day.state === "owed" || day.state === "paused" || day.state === "running")
    reply.header("retry-after", String(pendingSeconds));
  if (day.closesAt !== undefined) {
    const seconds = Math.ceil((Date.parse(day.closesAt) - Date.now()) / 1000);
    reply.header("retry-after", String(Math.min(Math.max(seconds, 1), longestSeconds)));
  }
  return answerOf(day);
}

function describe(
  reply: FastifyReply,
  { superseded }: ExportDay,
  { publishedAt, modifiedAt }: OutputView,
  { etag, ranges }: { readonly etag: string; readonly ranges: "bytes" | "none" },
): void {
  reply.headers({
    etag,
    vary: "Accept-Encoding",
    "accept-ranges": ranges,
    // Rights can end and an admin supersede: nobody answers for us, and whoever keeps it asks each time whether it is still so.
    "cache-control": "private, no-cache",
    "last-modified": new Date(superseded?.at ?? publishedAt ?? modifiedAt).toUTCString(),
  });
}

function name(reply: FastifyReply, fileName: string): void {
  reply.header("content-disposition", attachment(fileName)).type("application/json");
}

async function sendStream(
  { request, reply }: DocumentRequest,
  packed: boolean,
  open: () => Promise<Readable>,
): Promise<FastifyReply> {
  if (packed) reply.header("content-encoding", "gzip");
  if (request.method === "HEAD") return reply.send(Readable.from([]));
  const stream = await open();
  // Either end that breaks takes the other with it.
  return reply.send(packed ? pipeline(stream, createGzip(), () => {}) : stream);
}
