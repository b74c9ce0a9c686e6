import type { Warehouse } from "../warehouse.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import { postgresServer } from "./postgres-server.ts";
import { ProtocolWarehouse } from "./protocol-warehouse.ts";

/** Opens a PostgreSQL warehouse; connections are made when they are needed. */
export function openPostgres(name: string, config: PostgresConfig): Warehouse {
  return new ProtocolWarehouse(postgresServer(name, config));
}
