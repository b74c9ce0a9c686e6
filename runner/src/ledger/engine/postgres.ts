import { PostgresDialect, sql } from "kysely";
import pg from "pg";
import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import type { Engine } from "./engine.ts";
import { PostgresListener } from "./postgres-listener.ts";

const int8 = 20;
const timestamptz = 1184;

const mostConnections = 4;
/** For heartbeats and leases: a runner must not seem dead because somebody leafs through long lists. */
const mostUrgent = 1;
/**
 * A runner that stands still in the middle of a transaction holds its rows: the server ends that transaction, well before the
 * runner's lease is over, so that another can take over (measured: one in forty runners stopped during an upload held its
 * attempt for good).
 */
const longestIdleInTransactionMs = 4_000;

/** A ledger in PostgreSQL: for several runners. */
export function postgresEngine(url: string): Engine {
  const place = withoutPassword(url);
  return {
    place,
    dialect: new PostgresDialect({ pool: async () => openPool(url, "datafeed ledger", mostConnections) }),
    urgentDialect: new PostgresDialect({ pool: async () => openPool(url, "datafeed ledger, leases", mostUrgent) }),
    columns: { time: "timestamptz(3)", count: "bigint", flag: "boolean" },
    // clock_timestamp: now() stands still within a transaction.
    now: (offsetMs) => sql<string>`clock_timestamp() + ${offsetMs} * interval '1 millisecond'`,
    instant: (iso) => sql<string>`cast(${iso} as timestamptz)`,
    // Other applications may share the database: the tables of this schema alone.
    size: sql<number>`(select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class as c
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace)`,
    given: (json, columns) => {
      const cells = Object.entries(columns).map(
        ([name, type], at) => sql`cast(value ->> ${sql.lit(at)} as ${sql.raw(givenTypes[type])}) as ${sql.ref(name)}`,
      );
      return sql`(select ${sql.join(cells)} from jsonb_array_elements(cast(${json} as jsonb)))`;
    },
    claimLock: sql`for update skip locked`,
    notify: async (db, channel) => {
      await sql`select pg_notify(${channel}, '')`.execute(db);
    },
    listen: (channel, onWord) => new PostgresListener(url, channel, onWord),
    isDuplicate: (error) => codeOf(error) === "23505",
    // A deadlock of which this was the victim, or a serialization failure.
    isConflict: (error) => codeOf(error) === "40P01" || codeOf(error) === "40001",
    explain: (error) => explain(error, place),
  };
}

const givenTypes = { text: "text", time: "timestamptz", count: "bigint" } as const;

function openPool(url: string, application: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    // Without these a server that vanished would be waited for as long as the network likes.
    query_timeout: 60_000,
    keepAlive: true,
    application_name: application,
    // Whatever the role, the database or the server says: `parse` reads this form.
    options: `-c datestyle=ISO -c timezone=UTC -c idle_in_transaction_session_timeout=${longestIdleInTransactionMs}`,
    types: { getTypeParser: (oid: number) => (text: string) => parse(oid, text) } as pg.CustomTypesConfig,
  });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on("error", () => {});
  // The same of one that breaks between two questions of a transaction: the pool does not listen to those that are lent out.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function parse(oid: number, text: string): string | number | boolean {
  if (oid === timestamptz) return new Date(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")).toISOString();
  if (oid === int8) return safe(text);
  return (pg.types.getTypeParser(oid, "text") as (value: string) => string | number | boolean)(text);
}

function safe(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} in the ledger is beyond 2^53`);
  return value;
}

function explain(error: unknown, place: string): unknown {
  if (error instanceof DatafeedError || !isOfDriver(error)) return error;
  const code = codeOf(error);
  const options = { cause: error };
  if (code === "42501") {
    return new DatafeedError("ledger-denied", `The role may not use the tables of the ledger ${place}`, {
      hint: "Grant it the right to create and change them.",
      ...options,
    });
  }
  if (code === "53100") return new DatafeedError("ledger-full", `No room left for the ledger ${place}`, options);
  // 08: connection, 25P03: we stood still, 28: authorisation, 3D: database, 57P: shutdown; without SQLSTATE: the network.
  if (/^(08|25P03|28|3D|57P)/.test(code) || /^E[A-Z]+$/.test(code) || code === "") {
    return new DatafeedError("ledger-unreachable", `The ledger ${place} can't be reached: ${messageOf(error)}`, {
      hint: "Check URL, password and server.",
      ...options,
    });
  }
  return new DatafeedError("ledger-failed", `The ledger ${place}: ${messageOf(error)}`, options);
}

/** The driver has no error class of its own for a lost connection or a time that is up: it throws a plain Error. */
function isOfDriver(error: unknown): boolean {
  if (error instanceof AggregateError || (error instanceof Error && error.constructor === Error)) return true;
  return codeOf(error) !== "" && !(error instanceof TypeError || error instanceof RangeError);
}

function codeOf(error: unknown): string {
  // Node bundles the refusals of several addresses of one host.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && "code" in first && typeof first.code === "string" ? first.code : "";
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  return `postgres://${parsed.host}${parsed.pathname}`;
}
