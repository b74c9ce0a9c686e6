import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Check } from "../warehouse.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import type { Server } from "./server.ts";
import { Session } from "./session.ts";

/** Tables that the role may change; a handful is enough to say so. */
const writable = `
  select c.oid::regclass::text
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    and has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
  order by 1 limit 3`;

/** What `doctor` says of a PostgreSQL warehouse: reachable, secured, and whether its role may do more than read. */
export async function checkPostgres(server: Server, signal: AbortSignal): Promise<readonly Check[]> {
  return await checkConnected(server, signal, async (session) => {
    return [
      { name: "connect", ok: true, detail: `${session.place}: ${await one(session, "select version()")}` },
      transport(server.config),
      await superuser(session),
      await readOnlySession(session),
      await rights(session),
    ];
  });
}

/** Connects and looks around; that there is no connection is a finding. */
export async function checkConnected(
  server: Server,
  signal: AbortSignal,
  examine: (session: Session) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  let session: Session;
  try {
    session = await Session.open(server, signal);
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return [{ name: "connect", ok: false, detail: [error.message, error.hint ?? ""].join(" ").trim() }];
  }
  const abort = (): void => void session.client.connection.stream.destroy();
  signal.addEventListener("abort", abort);
  try {
    return await examine(session);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    await session.close();
  }
}

/** How the connection is secured. */
export function transport({ ssl }: PostgresConfig): Check {
  const details: Readonly<Record<PostgresConfig["ssl"], string>> = {
    disable: "not encrypted; set `ssl: verify-full` unless the server is on this machine",
    require: "encrypted, but any certificate is taken; set `ssl: verify-full`",
    "verify-ca": "encrypted, certificate checked, host name not",
    "verify-full": "encrypted, certificate and host name checked",
  };
  const checked = ssl === "verify-ca" || ssl === "verify-full";
  return { name: "tls", ok: true, ...(checked ? {} : { advice: true }), detail: details[ssl] };
}

async function superuser(session: Session): Promise<Check> {
  const found = (await one(session, "select rolsuper from pg_catalog.pg_roles where rolname = current_user")) === "t";
  const { user } = session;
  if (!found) return { name: "role", ok: true, detail: `${user} is no superuser` };
  return {
    name: "role",
    ok: true,
    advice: true,
    detail: `${user} is a superuser; use a role that holds SELECT on the objects to be read`,
  };
}

/** A seat belt only: SQL can switch it off. The role's rights are the boundary. */
async function readOnlySession(session: Session): Promise<Check> {
  const on = (await one(session, "select current_setting('default_transaction_read_only')")) === "on";
  return { name: "read-only session", ok: on, detail: on ? "on" : "off: something between us and the server changed it" };
}

async function rights(session: Session): Promise<Check> {
  const tables = (await session.query(writable)).map(([table]) => table);
  if (tables.length === 0) return { name: "rights", ok: true, detail: "the role can't change any table" };
  return {
    name: "rights",
    ok: true,
    advice: true,
    detail: `the role may change ${tables.join(", ")}; revoke everything but SELECT`,
  };
}

/** One value of a small query. */
export async function one(session: Session, sql: string): Promise<string> {
  return (await session.query(sql))[0]?.[0] ?? "";
}
