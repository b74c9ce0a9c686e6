import { posix } from "node:path";
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Commands, OutputView } from "../commands/commands.ts";
import { mediaTypeOf } from "../commands/media-type.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { attachment } from "./disposition.ts";
import { matches, spanOf } from "./range.ts";

/** Counts the downloads that are under way. */
export class Downloads {
  readonly #most: number;
  #now = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The stream that is opened, counted until it is closed. Error: `too-many-downloads`. */
  async open(reply: FastifyReply, opened: () => Promise<{ readonly stream: Readable }>): Promise<Readable> {
    if (this.#now >= this.#most) {
      reply.header("retry-after", "5");
      throw new DatafeedError("too-many-downloads", `${this.#most} downloads are under way.`, { hint: "Try again in 5 s." });
    }
    this.#now += 1;
    try {
      const { stream } = await opened();
      return stream.once("close", () => this.#end());
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #end(): void {
    this.#now -= 1;
  }
}

/**
 * Answers with a part of an output: whole, a range of it, or that the client has it already. Its tag is the SHA-256 of the
 * part, so a file that was fetched in pieces is one file.
 */
export async function sendContent(
  output: OutputView,
  number: number,
  {
    commands,
    request,
    reply,
    downloads,
  }: {
    readonly commands: Commands;
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly downloads: Downloads;
  },
): Promise<FastifyReply> {
  const part = output.parts[number - 1];
  if (part === undefined) {
    throw new DatafeedError(
      "part-unknown",
      `The output ${output.id} has ${output.parts.length} part${output.parts.length === 1 ? "" : "s"}; there is no ${number}.`,
    );
  }
  if (output.state !== "published") throw gone(output);
  const etag = `"${part.sha256}"`;
  reply.headers({
    etag,
    "accept-ranges": "bytes",
    // Rights can end and outputs be deleted: nobody answers for us, and a browser asks each time whether it is still so.
    "cache-control": "private, no-cache",
    "last-modified": new Date(output.publishedAt ?? output.modifiedAt).toUTCString(),
  });
  if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send();
  reply.header("content-disposition", attachment(posix.basename(part.path)));
  reply.type(mediaTypeOf(output.format, output.compress));
  const span = wanted(request, etag, part.bytes);
  if (span === "outside") {
    reply.header("content-range", `bytes */${part.bytes}`);
    throw new DatafeedError("range-outside", `The part has ${part.bytes} bytes.`);
  }
  const { from, to } = span ?? { from: 0, to: part.bytes - 1 };
  if (span !== undefined) reply.code(206).header("content-range", `bytes ${from}-${to}/${part.bytes}`);
  reply.header("content-length", String(to - from + 1));
  if (request.method === "HEAD" || part.bytes === 0) return reply.send(Readable.from([]));
  const range = span ?? {};
  return reply.send(await downloads.open(reply, () => commands.content(output.id, { part: number, ...range })));
}

/** A range of another version of the file than the client has a piece of is of no use: then it gets the whole (RFC 9110, 13.1.5). */
export function wanted(request: FastifyRequest, etag: string, bytes: number) {
  const condition = request.headers["if-range"];
  if (condition !== undefined && condition !== etag) return undefined;
  return spanOf(request.headers.range, bytes);
}

function gone({ id, state }: OutputView): DatafeedError {
  if (state === "deleted") return new DatafeedError("output-deleted", `The files of the output ${id} were deleted.`);
  return new DatafeedError("output-unpublished", `The output ${id} is not published yet.`, { hint: "Try again in a moment." });
}
