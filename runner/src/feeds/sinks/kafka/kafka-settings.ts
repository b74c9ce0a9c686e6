import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { KafkaConnection } from "../../../../../schemas/generated/documents.ts";
import { positionsTopicOf } from "../../../load/feed-defaults.ts";
import { feedError } from "../../errors.ts";
import type { KafkaSettings } from "./kafka-client.ts";

/**
 * Reads a broker of the connections, its references resolved; a relative `ca` counts from `folder`, that of the connections file.
 * Error: feed-broker-tls when that file can't be read.
 */
export function kafkaSettings(name: string, connection: KafkaConnection, folder: string): KafkaSettings {
  const { servers, tls = "verify-full", ca, certificate, privateKey, sasl } = connection;
  const { compression = "none" } = connection;
  const trusted = ca === undefined ? {} : { ca: certificatesOf(resolve(folder, ca), name) };
  const own = certificate === undefined || privateKey === undefined ? {} : { certificate, privateKey };
  return {
    name,
    servers,
    ...(tls === "disable" ? {} : { tls: { ...trusted, ...own } }),
    ...(sasl === undefined ? {} : { sasl }),
    compression,
    positions: positionsTopicOf(connection),
  };
}

function certificatesOf(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw feedError("feed-broker-tls", `kafka ${name}: the certificates in ${file} can't be read.`, { cause });
  }
}
