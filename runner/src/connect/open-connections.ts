import type { Destination } from "../destination/destination.ts";
import { openFileDestination } from "../destination/file/file-destination.ts";
import { openS3Destination } from "../destination/s3/s3-destination.ts";
import { openSftpDestination } from "../destination/sftp/sftp-destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { KafkaSettings } from "../feeds/sinks/kafka/kafka-client.ts";
import { kafkaSettings } from "../feeds/sinks/kafka/kafka-settings.ts";
import type { KafkaTopics } from "../feeds/sinks/kafka/kafka-sink.ts";
import { openKafkaSink } from "../feeds/sinks/kafka/open-kafka-sink.ts";
import type { EventSink } from "../feeds/sinks/sink.ts";
import { nearest, thereAre } from "../load/did-you-mean.ts";
import type { Connections } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { ConnectionsInForce } from "./connections-in-force.ts";
import { checkInsideProject } from "./inside-project.ts";
import { resolveSecrets } from "./secrets.ts";

type WarehouseConnection = Connections["warehouses"][string];
type DestinationConnection = Connections["destinations"][string];

/** The dialect of a warehouse. Errors: `connection-unknown`. */
export function dialectOf(connections: Connections, warehouse: string): Dialect {
  return writtenWarehouse(connections, warehouse).type;
}

const drivers = {
  duckdb: () => import("../warehouse/duckdb/open-duckdb.ts"),
  postgres: () => import("../warehouse/postgres/open-postgres.ts"),
  redshift: () => import("../warehouse/redshift/open-redshift.ts"),
} as const;

/** Loads a warehouse's driver ahead of its use. That it can't be loaded is an error of `openWarehouse` alone. */
export async function loadDriver({ connections }: ConnectionsInForce, name: string): Promise<void> {
  const type = connections.warehouses[name]?.type;
  if (type !== undefined) await drivers[type]().catch(() => {});
}

/**
 * Opens a warehouse; loads the one driver that it needs. Errors: those of `warehouseConnection`, and those of the room
 * warehouse.
 */
export async function openWarehouse(around: ConnectionsInForce, name: string): Promise<Warehouse> {
  const connection = warehouseConnection(around, name);
  switch (connection.type) {
    case "duckdb":
      return (await drivers.duckdb()).openDuckdb(name, connection, around.root);
    case "postgres": {
      const { openPostgres } = await drivers.postgres();
      const { postgresConfig } = await import("../warehouse/postgres/postgres-config.ts");
      return openPostgres(name, postgresConfig(connection, around.folder));
    }
    case "redshift": {
      const { openRedshift } = await drivers.redshift();
      const { redshiftConfig } = await import("../warehouse/redshift/redshift-config.ts");
      return openRedshift(name, redshiftConfig(connection, around.folder));
    }
  }
}

/**
 * Opens a destination; a client library is loaded when it is first used. Errors: `connection-unknown`, `connection-outside`,
 * `secret-missing`, and those of the room destination.
 */
export function openDestination(around: ConnectionsInForce, name: string): Destination {
  const { destinations } = around.connections;
  const written = destinations[name] ?? unknown("destination", name, Object.keys(destinations));
  checkUntrusted(around, written, `destinations.${name}`);
  const connection = resolveSecrets(written, `destinations.${name}`, around.folder);
  switch (connection.type) {
    case "file":
      return openFileDestination(name, connection, around.root);
    case "s3":
      return openS3Destination(name, connection, around.root);
    case "sftp":
      return openSftpDestination(name, connection, around.root);
  }
}

/**
 * The topics of a broker as a sink. The client library is loaded when it is first opened. Errors: `connection-unknown`,
 * `connection-outside`, `secret-missing`, `feed-broker-tls` when the file of certificates can't be read.
 */
export function openBroker(around: ConnectionsInForce, name: string, topics: KafkaTopics): EventSink {
  return openKafkaSink(brokerSettings(around, name), topics);
}

/** A broker of the connections, its secrets resolved. Errors: those of `openBroker`. */
export function brokerSettings(around: ConnectionsInForce, name: string): KafkaSettings {
  const { brokers = {} } = around.connections;
  const written = brokers[name] ?? unknown("broker", name, Object.keys(brokers));
  return kafkaSettings(name, resolveSecrets(written, `brokers.${name}`, around.folder), around.folder);
}

/** A warehouse of the connections, its secrets resolved. Errors: `connection-unknown`, `connection-outside`, `secret-missing`. */
export function warehouseConnection(around: ConnectionsInForce, name: string): WarehouseConnection {
  const connection = writtenWarehouse(around.connections, name);
  checkUntrusted(around, connection, `warehouses.${name}`);
  return resolveSecrets(connection, `warehouses.${name}`, around.folder);
}

/**
 * What a warehouse, destination or broker is opened from, with its secrets, as a text: the same text, the same connection.
 * Undefined when it can't be opened.
 */
export function connectionKey(
  around: ConnectionsInForce,
  kind: "warehouses" | "destinations" | "brokers",
  name: string,
): string | undefined {
  const written = around.connections[kind]?.[name];
  if (written === undefined) return undefined;
  try {
    const resolved = resolveSecrets(written, `${kind}.${name}`, around.folder);
    return JSON.stringify([resolved, around.root, around.folder, around.trusted]);
  } catch {
    return undefined;
  }
}

function writtenWarehouse({ warehouses }: Connections, name: string): WarehouseConnection {
  return warehouses[name] ?? unknown("warehouse", name, Object.keys(warehouses));
}

function checkUntrusted(
  around: ConnectionsInForce,
  connection: WarehouseConnection | DestinationConnection,
  where: string,
): void {
  if (!around.trusted) checkInsideProject(connection, where, around.root);
}

const addIt = "Add it, or give another file with --connections.";
const withoutBroker = " Without a broker: `datafeed feed run NAME --sink stdout`.";

function unknown(what: string, name: string, known: readonly string[]): never {
  const close = nearest(name, known);
  throw new DatafeedError("connection-unknown", `There is no ${what} "${name}" in the connections. ${thereAre(known)}`, {
    hint: close === undefined ? `${addIt}${what === "broker" ? withoutBroker : ""}` : `Did you mean "${close}"?`,
  });
}
