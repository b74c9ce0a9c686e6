import { once } from "node:events";
import { connect } from "node:tls";
import { KafkaFailure, type KafkaSettings } from "./kafka-client.ts";

type Tls = NonNullable<KafkaSettings["tls"]>;

/** How long a server may take for its alert; milliseconds. */
const longestMs = 2000;

/**
 * Asks a cluster that closed its connections whether it did so for want of a client's certificate. TLS 1.3 says so by an alert after
 * the handshake (RFC 8446, 4.4.2.4), which is gone once something was written to the connection: here nothing is.
 */
export async function certificateFailure({ servers, tls }: KafkaSettings): Promise<KafkaFailure | undefined> {
  if (tls === undefined) return undefined;
  const found = (await Promise.all(servers.map((server) => alertOf(server, tls)))).find((alert) => alert !== undefined);
  if (found === undefined) return undefined;
  const why =
    tls.certificate === undefined
      ? "The broker wants a certificate of the client's own, and connections.yaml gives none"
      : "The broker refuses the certificate of the client's own";
  return new KafkaFailure("tls", `${why} (${found}).`);
}

async function alertOf(server: string, { ca, certificate, privateKey }: Tls): Promise<string | undefined> {
  const [, host = "", port] = /^\[?(.*?)\]?:(\d+)$/.exec(server) ?? [];
  const socket = connect({
    host,
    port: Number(port),
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
  });
  // Of several errors the first one tells.
  socket.on("error", () => {});
  try {
    await once(socket.resume(), "close", { signal: AbortSignal.timeout(longestMs) });
    return undefined;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    return /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/.test(code) ? code : undefined;
  } finally {
    socket.destroy();
  }
}
