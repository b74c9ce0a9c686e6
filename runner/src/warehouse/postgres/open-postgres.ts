import type { ChildTable, Warehouse } from "../warehouse.ts";
import { lacksIndex } from "./child-index.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import { postgresServer } from "./postgres-server.ts";
import { ProtocolWarehouse } from "./protocol-warehouse.ts";

/** Opens a PostgreSQL warehouse; connections are made when they are needed. */
export function openPostgres(name: string, config: PostgresConfig): Warehouse {
  return new PostgresWarehouse(postgresServer(name, config));
}

class PostgresWarehouse extends ProtocolWarehouse {
  lacksIndex(child: ChildTable, signal: AbortSignal): Promise<boolean> {
    return lacksIndex(this, child, signal);
  }
}
