import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** PEM texts, and the files that the broker and kcat read. */
export interface KafkaCertificates {
  readonly ca: string;
  readonly caFile: string;
  /** The broker's key and chain in one file. */
  readonly brokerFile: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/** An authority, a certificate for 127.0.0.1 and localhost, and one for the client `CN=feeder`. */
export async function makeCertificates(folder: string): Promise<KafkaCertificates> {
  const at = (name: string): string => join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const openssl = (...args: string[]) => run("openssl", args);
  await openssl("req", "-x509", ...key, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "2", "-subj", "/CN=test CA");
  const sign = async (name: string, subject: string, extensions: string): Promise<void> => {
    await openssl("req", ...key, "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`), "-subj", subject);
    await writeFile(at(`${name}.ext`), extensions);
    const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", at(`${name}.ext`)];
    await openssl("x509", "-req", "-in", at(`${name}.csr`), "-out", at(`${name}.pem`), ...by);
  };
  await sign("broker", "/CN=broker", "subjectAltName=IP:127.0.0.1,DNS:localhost");
  await sign("client", "/CN=feeder", "extendedKeyUsage=clientAuth");
  const texts = await Promise.all(
    ["broker.key", "broker.pem", "ca.pem", "client.pem", "client.key"].map((n) => readFile(at(n), "utf8")),
  );
  const [brokerKey, broker, ca = "", clientCertificate = "", clientKey = ""] = texts;
  await writeFile(at("broker-all.pem"), [brokerKey, broker, ca].join(""));
  return { ca, caFile: at("ca.pem"), brokerFile: at("broker-all.pem"), clientCertificate, clientKey };
}
