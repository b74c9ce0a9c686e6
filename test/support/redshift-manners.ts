import { createServer, Socket } from "node:net";
import { int32, message } from "./redshift-server.ts";

export interface Manners extends AsyncDisposable {
  readonly port: number;
}

/** Settings of Redshift that PostgreSQL does not have: kept as ones of an extension. */
const foreign = /\bquery_group\b/g;

/**
 * A real PostgreSQL behind the manners of Redshift: it says that it is 8.0.2, ends a SELECT without a count, speaks of a cancel in
 * Redshift's words, and knows `query_group`. The SQL is run by PostgreSQL. `version` is what `version()` says.
 */
export async function startManners(host: string, port: number, version: string): Promise<Manners> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = new Socket();
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.connect(port, host);
    client.on(
      "data",
      fromClient((bytes) => upstream.write(bytes)),
    );
    upstream.on(
      "data",
      messages((type, body) => client.write(inRedshiftsWords(type, body, version))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Cuts a stream into messages. */
function messages(take: (type: string, body: Buffer) => void): (chunk: Buffer) => void {
  let received = Buffer.alloc(0);
  return (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 5 && received.length >= 1 + received.readInt32BE(1)) {
      const length = 1 + received.readInt32BE(1);
      take(String.fromCharCode(received[0] ?? 0), received.subarray(5, length));
      received = received.subarray(length);
    }
  };
}

/** The first message, a start-up or a cancel, has no type. */
function fromClient(send: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let started = false;
  const rest = messages((type, body) => send(message(type, "QP".includes(type) ? asExtension(body) : body)));
  return (chunk) => {
    if (started) return rest(chunk);
    started = true;
    const length = chunk.readInt32BE(0);
    send(chunk.subarray(0, length));
    if (chunk.length > length) rest(chunk.subarray(length));
  };
}

function asExtension(body: Buffer): Buffer {
  return Buffer.from(body.toString("latin1").replace(foreign, "redshift.query_group"), "latin1");
}

function inRedshiftsWords(type: string, body: Buffer, version: string): Buffer {
  if (type === "S" && body.toString("latin1").startsWith("server_version\0"))
    return message("S", Buffer.from("server_version\x008.0.2\0"));
  if (type === "C") return message("C", Buffer.from(body.toString("latin1").replace(/^SELECT \d+/, "SELECT"), "latin1"));
  if (type === "E")
    return message(
      "E",
      Buffer.from(body.toString("utf8").replace(/canceling statement due to [^\0]*/, "Query (7) cancelled on user's request")),
    );
  if (type === "D" && version !== "" && body.includes("PostgreSQL 1")) {
    const text = Buffer.from(version);
    return message("D", Buffer.from([0, 1]), int32(text.length), text);
  }
  return message(type, body);
}
