import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ConnectionOptions } from "node:tls";
import type { PostgresConnection } from "../../../../schemas/generated/documents.ts";
import { durationMs } from "../../load/date-time.ts";
import { warehouseError } from "../errors.ts";
import { mostQueries } from "../most-queries.ts";

/** How the connection is secured; the schema of connections.yaml says what each means. */
export type Ssl = "disable" | "require" | "verify-ca" | "verify-full";

/** A PostgreSQL connection with its defaults filled in and its references resolved. */
export interface PostgresConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly ssl: Ssl;
  /** A file of trusted certificates (PEM), as an absolute path. */
  readonly ca?: string;
  readonly statementTimeoutMs: number;
  readonly maxQueries: number;
}

/** Reads a connection; a relative `ca` counts from `folder`, that of the connections file. */
export function postgresConfig(connection: PostgresConnection, folder: string): PostgresConfig {
  const { host, port = 5432, database, user, password, ssl = "verify-full", ca } = connection;
  const { statementTimeout = "1h" } = connection;
  return {
    host,
    port,
    database,
    user,
    ...(password === undefined ? {} : { password }),
    ssl,
    ...(ca === undefined ? {} : { ca: resolve(folder, ca) }),
    statementTimeoutMs: durationMs(statementTimeout),
    maxQueries: mostQueries(connection),
  };
}

/** Where a warehouse is, in words for a message; never the password. */
export function placeOf(name: string, { host, port, database, user }: PostgresConfig): string {
  return `warehouse ${name} (${user}@${host}:${port}/${database})`;
}

/** The TLS options of a connection; false: no TLS. Errors: warehouse-tls when the file of certificates can't be read. */
export async function tlsOptions(config: PostgresConfig): Promise<ConnectionOptions | false> {
  if (config.ssl === "disable") return false;
  // As libpq does: whoever names certificates to trust wants them checked.
  if (config.ssl === "require" && config.ca === undefined) return { rejectUnauthorized: false };
  const trusted = config.ca === undefined ? {} : { ca: await readCertificates(config.ca) };
  // The chain is checked, the name is not: for servers that are reached through an alias.
  const anyName = config.ssl !== "verify-full" ? { checkServerIdentity: () => undefined } : {};
  return { rejectUnauthorized: true, ...trusted, ...anyName };
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw warehouseError("warehouse-tls", `The certificates in ${file} can't be read.`, { cause: error });
  }
}
