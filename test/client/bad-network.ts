import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request on its way. */
export type Fate =
  | "passes"
  /** It reaches nobody. */
  | "lost"
  /** It is carried out, but its answer does not come back. */
  | "answer lost"
  /** The connection breaks off after so many bytes of the answer's body. */
  | { readonly breaksAfter: number };

/** A network between a client and a server that goes wrong as it is told. */
export interface BadNetwork extends AsyncDisposable {
  readonly url: string;
  /** Requests as they came: "GET /v1/runs", and their headers. */
  readonly seen: { readonly line: string; readonly headers: IncomingMessage["headers"] }[];
  /** What becomes of the next ones, in order; then all pass. */
  fates: Fate[];
}

export async function openBadNetwork(target: string): Promise<BadNetwork> {
  const seen: BadNetwork["seen"] = [];
  const network = { fates: [] as Fate[] };
  const server = createServer((incoming, outgoing) => {
    seen.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers });
    const fate = network.fates.shift() ?? "passes";
    if (fate === "lost") incoming.socket.destroy();
    else forward(target, incoming, outgoing, fate);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(network, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fate: Exclude<Fate, "lost">): void {
  const { method, headers, url = "/" } = incoming;
  const onward = request(new URL(url, target), { method, headers, agent: false } as never, (answer) => {
    if (fate === "answer lost") {
      answer.resume().on("end", () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    let left = fate === "passes" ? Number.POSITIVE_INFINITY : fate.breaksAfter;
    answer.on("data", (chunk: Buffer) => {
      if (left <= 0) return;
      outgoing.write(chunk.subarray(0, left), () => {
        if (left <= 0) incoming.socket.destroy();
      });
      left -= chunk.length;
    });
    answer.on("end", () => {
      if (left > 0) outgoing.end();
    });
    answer.on("error", () => outgoing.destroy());
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}
