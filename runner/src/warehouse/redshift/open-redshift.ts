import { ProtocolWarehouse } from "../postgres/protocol-warehouse.ts";
import type { Warehouse } from "../warehouse.ts";
import type { RedshiftConfig } from "./redshift-config.ts";
import { redshiftServer } from "./redshift-server.ts";

/** Opens a Redshift warehouse; connections are made, and credentials asked for, when they are needed. */
export function openRedshift(name: string, config: RedshiftConfig): Warehouse {
  return new ProtocolWarehouse(redshiftServer(name, config));
}
