import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { S3Settings } from "../../runner/src/destination/s3/s3-settings.ts";

/**
 * A store in memory that takes no notice of `If-None-Match`, as many did for years, or `onCopies` alone. It is what `doctor` has
 * to refuse.
 */
export async function startCarelessS3Server(
  where: "everywhere" | "onCopies",
): Promise<{ readonly settings: S3Settings } & AsyncDisposable> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const answer = async (request: IncomingMessage): Promise<{ status?: number; body?: Buffer | string }> => {
    const url = new URL(request.url ?? "", "http://store");
    const key = decodeURIComponent(url.pathname).split("/").slice(2).join("/");
    const upload = url.searchParams.get("uploadId");
    const body = await buffer(request);
    if (url.searchParams.has("uploads")) {
      if (request.method === "GET") return { body: xml("ListMultipartUploadsResult", "") };
      const id = String(uploads.size);
      uploads.set(id, new Map());
      return { body: xml("InitiateMultipartUploadResult", `<UploadId>${id}</UploadId>`) };
    }
    if (upload !== null && request.method === "PUT") {
      const source = request.headers["x-amz-copy-source"];
      const from = typeof source === "string" ? objects.get(decodeURIComponent(source).split("/").slice(1).join("/")) : body;
      uploads.get(upload)?.set(Number(url.searchParams.get("partNumber")), from ?? Buffer.alloc(0));
      return { body: xml("CopyPartResult", "<ETag>part</ETag>") };
    }
    if (upload !== null && request.method === "POST") {
      objects.set(key, Buffer.concat([...(uploads.get(upload) ?? new Map()).values()]));
      return { body: xml("CompleteMultipartUploadResult", "<ETag>whole</ETag>") };
    }
    if (upload !== null) return { status: 204 };
    if (request.method === "PUT") {
      if (where === "onCopies" && request.headers["if-none-match"] === "*" && objects.has(key)) return { status: 412 };
      objects.set(key, body);
      return {};
    }
    if (request.method === "DELETE") {
      objects.delete(key);
      return { status: 204 };
    }
    if (url.searchParams.has("list-type")) {
      const prefix = url.searchParams.get("prefix") ?? "";
      const keys = [...objects.keys()].filter((found) => found.startsWith(prefix));
      return { body: xml("ListBucketResult", keys.map((found) => `<Contents><Key>${found}</Key></Contents>`).join("")) };
    }
    const found = objects.get(key);
    return found === undefined ? { status: 404 } : { body: found };
  };
  const server = createServer(async (request, response) => {
    const { status = 200, body = "" } = await answer(request);
    response.writeHead(status, { ETag: '"etag"', "Content-Length": Buffer.byteLength(body) });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    settings: {
      bucket: "exports",
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      pathStyle: true,
      accessKeyId: "any",
      secretAccessKey: "any",
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function xml(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`;
}
