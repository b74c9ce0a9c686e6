import { dirname, join, resolve } from "node:path";
import type { Destination } from "../destination/destination.ts";
import { openFileDestination } from "../destination/file/file-destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { nearest } from "../load/did-you-mean.ts";
import type { Connections } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { checkInsideProject } from "./inside-project.ts";
import { resolveSecrets } from "./secrets.ts";
import { connectionsOf, type Session } from "./session.ts";

type WarehouseConnection = Connections["warehouses"][string];
type DestinationConnection = Connections["destinations"][string];

/** The dialect of a warehouse. Errors: `connection-unknown`. */
export function dialectOf(connections: Connections, warehouse: string): Dialect {
  return writtenWarehouse(connections, warehouse).type;
}

/**
 * Opens a warehouse; loads the one driver that it needs. Errors: those of `warehouseConnection`, `dialect-without-driver`, and
 * those of the room warehouse.
 */
export async function openWarehouse(session: Session, name: string): Promise<Warehouse> {
  const connection = warehouseConnection(session, name);
  const { root } = session.texts;
  switch (connection.type) {
    case "duckdb":
      return (await import("../warehouse/duckdb/open-duckdb.ts")).openDuckdb(name, connection, root);
    case "postgres": {
      const { openPostgres } = await import("../warehouse/postgres/open-postgres.ts");
      const { postgresConfig } = await import("../warehouse/postgres/postgres-config.ts");
      return openPostgres(name, postgresConfig(connection, connectionsFolder(session)));
    }
    case "redshift":
      throw new DatafeedError(
        "dialect-without-driver",
        `Warehouse "${name}" is an Amazon Redshift cluster; this version does not connect to one.`,
        {
          hint: "datafeed sql shows the query that would run there.",
        },
      );
  }
}

/** Opens a destination. Errors: `connection-unknown`, `connection-outside`, and those of the room destination. */
export function openDestination(session: Session, name: string): Destination {
  const { destinations } = connectionsOf(session);
  const connection = destinations[name] ?? unknown("destination", name, Object.keys(destinations));
  checkUntrusted(session, connection, `destinations.${name}`);
  return openFileDestination(name, connection, session.texts.root);
}

/** Where the ledger of a project is kept on a checkout. */
export function ledgerPath(root: string): string {
  return join(root, ".datafeed", "ledger.sqlite");
}

/** A warehouse of the connections, its secrets resolved. Errors: `connection-unknown`, `connection-outside`, `secret-missing`. */
export function warehouseConnection(session: Session, name: string): WarehouseConnection {
  const connection = writtenWarehouse(connectionsOf(session), name);
  checkUntrusted(session, connection, `warehouses.${name}`);
  return resolveSecrets(connection, `warehouses.${name}`, connectionsFolder(session));
}

/** The folder of the connections file: what lies beside it is named from there, wherever a command is started. */
export function connectionsFolder({ texts }: Session): string {
  return dirname(resolve(texts.root, texts.connections?.path ?? ""));
}

function writtenWarehouse({ warehouses }: Connections, name: string): WarehouseConnection {
  return warehouses[name] ?? unknown("warehouse", name, Object.keys(warehouses));
}

function checkUntrusted({ texts }: Session, connection: WarehouseConnection | DestinationConnection, where: string): void {
  if (texts.connections?.trusted !== true) checkInsideProject(connection, where, texts.root);
}

function unknown(what: string, name: string, known: readonly string[]): never {
  const close = nearest(name, known);
  throw new DatafeedError(
    "connection-unknown",
    `There is no ${what} "${name}" in the connections. There are: ${known.join(", ") || "none"}.`,
    {
      hint: close === undefined ? "Add it, or give another file with --connections." : `Did you mean "${close}"?`,
    },
  );
}
