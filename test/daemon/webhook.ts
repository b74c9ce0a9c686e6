import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What somebody posted. */
export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever was posted
  readonly body: any;
}

/** A receiver of webhooks that keeps what it gets, and answers as it is told. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly posted: Posted[];
  /** The answer to what comes: a status, with a place for a redirect; or none at all. */
  answer: { readonly status: number; readonly location?: string } | "silence";
}

export async function openReceiver(): Promise<Receiver> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      posted.push({
        path: request.url ?? "",
        headers: request.headers,
        text,
        body: text === "" ? undefined : JSON.parse(text),
      });
      const { answer } = receiver;
      if (answer === "silence") return;
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end("thank you");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/xyzzy-plugh-frob`,
    posted,
    answer: { status: 204 },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
