import { duckdbEngine } from "../config-tests/duckdb-engine.ts";
import type { TestEngine } from "../config-tests/engine.ts";
import { warehouseConnection } from "../connect/open-connections.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { keepSecret } from "../errors/scrub.ts";
import type { PostgresConfig, Ssl } from "../warehouse/postgres/postgres-config.ts";
import { inForce, type Session } from "./session.ts";

/**
 * The engine that tests run on: DuckDB, or with `--warehouse` a PostgreSQL database, by its URL or by the name of a warehouse of
 * the operator's connections. Errors: `usage`, those of `warehouseConnection`.
 */
export async function testEngine(session: Session, warehouse: string | undefined): Promise<TestEngine> {
  if (warehouse === undefined) return duckdbEngine;
  const { postgresEngine } = await import("../config-tests/postgres-engine.ts");
  if (/^postgres(ql)?:\/\//.test(warehouse)) return postgresEngine(configOf(warehouse));
  const around = inForce(session);
  const connection = warehouseConnection(around, warehouse);
  if (connection.type !== "postgres") {
    throw new DatafeedError("usage", `Tests can't run on the warehouse "${warehouse}", which is of type ${connection.type}.`, {
      hint: "Name a PostgreSQL database, or leave --warehouse out: then DuckDB runs them.",
    });
  }
  const { postgresConfig } = await import("../warehouse/postgres/postgres-config.ts");
  return postgresEngine(postgresConfig(connection, around.folder));
}

const modes: readonly Ssl[] = ["disable", "require", "verify-ca", "verify-full"];

function configOf(text: string): PostgresConfig {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") {
    throw new DatafeedError("usage", "--warehouse is no URL of a PostgreSQL database.", {
      hint: "Write postgres://user@host:5432/database, or the name of a warehouse.",
    });
  }
  const password = decodeURIComponent(url.password);
  if (password !== "") keepSecret(password);
  const asked = url.searchParams.get("sslmode");
  const ssl = modes.find((mode) => mode === asked);
  if (asked !== null && ssl === undefined) throw new DatafeedError("usage", `sslmode is one of ${modes.join(", ")}.`);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)) || "postgres",
    user: decodeURIComponent(url.username) || "postgres",
    ...(password !== "" && { password }),
    ssl: ssl ?? (isHere ? "disable" : "verify-full"),
    statementTimeoutMs: 60_000,
    maxQueries: 1,
  };
}
