import type { ChildTable, Warehouse, Watch } from "../warehouse.ts";
import { lacksIndex } from "./child-index.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import { postgresServer } from "./postgres-server.ts";
import { PostgresWatch } from "./postgres-watch.ts";
import { ProtocolWarehouse } from "./protocol-warehouse.ts";
import type { Server } from "./server.ts";
import type { Session } from "./session.ts";

/** Opens a PostgreSQL warehouse; connections are made when they are needed. */
export function openPostgres(name: string, config: PostgresConfig): Warehouse {
  return new PostgresWarehouse(postgresServer(name, config));
}

/**
 * Opens a PostgreSQL whose every transaction begins with `fill`, may write until that is done, and is rolled back: tests of
 * extracts run on it.
 */
export function openScratchPostgres(
  name: string,
  config: PostgresConfig,
  fill: (session: Session) => Promise<void>,
): Warehouse {
  return new ProtocolWarehouse({
    ...postgresServer(name, config),
    begin: () => "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
    fill: async (session) => {
      await fill(session);
      await session.query("SET TRANSACTION READ ONLY");
    },
  });
}

class PostgresWarehouse extends ProtocolWarehouse {
  readonly #server: Server;

  constructor(server: Server) {
    super(server);
    this.#server = server;
  }

  /** Its connections are made when they are needed, and are none of the `maxQueries`: one to look, one to listen. */
  async watch(_signal: AbortSignal): Promise<Watch> {
    return new PostgresWatch(this.#server);
  }

  lacksIndex(child: ChildTable, signal: AbortSignal): Promise<boolean> {
    return lacksIndex(this, child, signal);
  }
}
