import { Readable } from "node:stream";
import type { Content, ContentOptions, ExportRecords, Where } from "../commands/commands.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Connection } from "./connection.ts";
import { unreachable } from "./failure.ts";
import { pause } from "./pause.ts";

/** So often in a row a download may break off without having brought anything. */
const mostFruitless = 5;
const pauseMs = 1000;

/**
 * A part's bytes as a stream that outlives broken connections: it goes on where it was, as long as the server's file is the
 * same (`Range` with `If-Range`). Whoever reads it compares the hash at the end.
 */
export async function remoteContent(connection: Connection, id: string, options: ContentOptions): Promise<Content> {
  const { part = 1, from = 0, to } = options;
  const path = `/v1/outputs/${encodeURIComponent(id)}/content`;
  const get = (first: number, etag?: string): Promise<Response> =>
    connection.ask(path, {
      query: { part },
      headers: {
        accept: "*/*",
        ...(first === 0 && to === undefined ? {} : { range: `bytes=${first}-${to ?? ""}` }),
        ...(etag === undefined ? {} : { "if-range": etag }),
      },
      timeoutMs: 60_000,
    });
  const response = await get(from);
  const { headers } = response;
  const etag = headers.get("etag") ?? "";
  return {
    fileName: fileNameIn(headers.get("content-disposition") ?? "") ?? `${id}.${part}`,
    mediaType: headers.get("content-type") ?? "application/octet-stream",
    bytes: Number(/\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length")),
    sha256: etag.replaceAll('"', ""),
    stream: Readable.from(bytesOf(connection, response, { get, from, etag }), { objectMode: false }),
  };
}

/** Records of a day's document. They can't be fetched in pieces: a connection that breaks is an error. */
export async function remoteRecords(connection: Connection, path: string, where: Where): Promise<ExportRecords> {
  const { headers, body } = await connection.ask(path, { query: where, headers: { accept: "*/*" } });
  return {
    fileName: fileNameIn(headers.get("content-disposition") ?? "") ?? "records.json",
    tag: (headers.get("etag") ?? "").replace(/^W\/|"/g, ""),
    open: async () => Readable.from(whole(connection, body), { objectMode: false }),
  };
}

async function* whole(connection: Connection, body: Response["body"]): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw unreachable(connection.server, error);
  }
}

interface Rest {
  readonly get: (first: number, etag: string) => Promise<Response>;
  readonly from: number;
  readonly etag: string;
}

async function* bytesOf(connection: Connection, first: Response, { get, from, etag }: Rest): AsyncGenerator<Uint8Array> {
  let at = from;
  let response = first;
  for (let fruitless = 0; ; fruitless++) {
    try {
      for await (const chunk of response.body ?? []) {
        at += chunk.length;
        fruitless = 0;
        yield chunk;
      }
      return;
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") throw error;
      if (fruitless >= mostFruitless) throw unreachable(connection.server, error);
    }
    await pause(pauseMs, new AbortController().signal);
    response = await get(at, etag);
    if (response.status !== 206) {
      await response.body?.cancel();
      throw new DatafeedError("server-answer", "The file has changed on the server while it was fetched.", {
        hint: "Fetch it again.",
      });
    }
  }
}

/** The name in a Content-Disposition (RFC 6266), without folders. */
function fileNameIn(header: string): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  const plain = /filename="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, "$1");
  const name = extended === undefined ? plain : decodeURIComponent(extended);
  const last = name?.split(/[/\\]/).at(-1);
  return last === undefined || last === "" || last === "." || last === ".." ? undefined : last;
}
