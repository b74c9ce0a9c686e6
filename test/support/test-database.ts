import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { startPostgres } from "./embedded-postgres.ts";

/** A database of its own in the tests' PostgreSQL. */
export interface TestDatabase {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  drop(): Promise<void>;
}

/**
 * Creates an empty database, or a copy of `template`; `drop` ends its connections and removes it. `options` are those of CREATE
 * DATABASE.
 */
export async function createTestDatabase(options = "", template = "template0"): Promise<TestDatabase> {
  const server = new URL(inject("postgresUrl"));
  const database = `test_${randomBytes(6).toString("hex")}`;
  await onServer(server, `create database ${database} template ${template} encoding 'UTF8' ${options}`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return { ...databaseAt(url), drop: () => onServer(server, `drop database if exists ${database} with (force)`) };
}

/**
 * A database on a server of its own, which `drop` stops. On the shared one a transaction of another test holds changes back
 * for everybody, and takes numbers; so does autovacuum, which is off.
 */
export async function createOwnDatabase(): Promise<TestDatabase> {
  const server = await startPostgres({ autovacuum: "off" });
  return { ...databaseAt(new URL(server.url)), drop: () => server.stop() };
}

function databaseAt(url: URL): Omit<TestDatabase, "drop"> {
  return {
    url: url.href,
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  };
}

async function onServer(server: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
