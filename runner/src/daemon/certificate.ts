import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Logger } from "pino";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";

/** Paths of a certificate with its chain, and of its key: PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Such files are often links that are swapped, which tells no watcher: they are looked at. */
const lookEveryMs = 5_000;

/** Error: `certificate-invalid` when a file can't be read, or the two don't go together. */
export function readCertificate({ cert, key }: CertificateFiles): Certificate {
  try {
    const read = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(read);
    return read;
  } catch (error) {
    throw new DatafeedError("certificate-invalid", `${cert} and ${key}: ${messageOf(error)}`, { cause: error });
  }
}

/** Hands over a renewed certificate until the returned function is called; one that is no good is not taken. */
export function renewing(files: CertificateFiles, take: (certificate: Certificate) => void, log: Logger): () => void {
  const paths = [files.cert, files.key];
  const renew = () => {
    try {
      take(readCertificate(files));
      log.info("The certificate was renewed.");
    } catch (err) {
      log.error({ err }, "The new certificate can't be used; the old one stays.");
    }
  };
  for (const path of paths) watchFile(path, { interval: lookEveryMs, persistent: false }, renew);
  return () => {
    for (const path of paths) unwatchFile(path, renew);
  };
}
