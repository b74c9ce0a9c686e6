import { checkPostgres } from "./check-postgres.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import type { Server } from "./server.ts";
import { timeoutSetting } from "./session.ts";
import { postgresAccepts } from "./source-types.ts";

/**
 * What holds for every connection: text is UTF-8, times are UTC and ISO, floats have all their digits, bytes are hex, nothing
 * is written, no statement takes longer than it may.
 */
const settings = [
  "SET client_encoding TO 'UTF8'",
  "SET timezone TO 'UTC'",
  "SET datestyle TO 'ISO, YMD'",
  "SET intervalstyle TO 'iso_8601'",
  "SET extra_float_digits TO 3",
  "SET bytea_output TO 'hex'",
  "SET default_transaction_read_only TO on",
];

/** PostgreSQL itself. */
export function postgresServer(name: string, config: PostgresConfig): Server {
  const { user, password } = config;
  const server: Server = {
    name,
    dialect: "postgres",
    config,
    signIn: async () => ({ user, ...(password === undefined ? {} : { password }) }),
    settings: [...settings, timeoutSetting(config)].join("; "),
    // The query of a runner that was killed ends soon, and not when it has something to send (PostgreSQL 14, not on Windows).
    optionalSetting: "SET client_connection_check_interval TO '5s'",
    begin: () => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    cancelsInClear: false,
    typeNames: new Map(),
    accepts: postgresAccepts,
    check: (signal) => checkPostgres(server, signal),
  };
  return server;
}
