import { redshift } from "../../compile/dialects/redshift.ts";
import { ParameterList } from "../../compile/parameters.ts";
import type { Query } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { checkConnected, one, transport } from "../postgres/check-postgres.ts";
import { prepare } from "../postgres/prepare.ts";
import { ProtocolWarehouse } from "../postgres/protocol-warehouse.ts";
import type { Server } from "../postgres/server.ts";
import { Session, timeoutSetting } from "../postgres/session.ts";
import type { Check } from "../warehouse.ts";

/** How long the long query of the cancel check would take, and how soon it has to be gone. */
const cancelWithinMs = 15_000;

/** What was found; a text: as it should be. */
type Finding = string | Omit<Check, "name">;

/** One thing that we take for granted of a cluster: docs/redshift.md has them by the same numbers. */
interface Assumption {
  readonly name: string;
  readonly examine: (session: Session, server: Server, signal: AbortSignal) => Promise<Finding>;
}

const assumptions: readonly Assumption[] = [
  { name: "1 settings", examine: settings },
  { name: "2 one statement", examine: oneStatement },
  { name: "3 literals", examine: literals },
  { name: "4 parameters", examine: parameters },
  { name: "5 float digits", examine: floatDigits },
  { name: "6 times", examine: times },
  { name: "7 types", examine: types },
  { name: "8 read-only transaction", examine: readOnlyTransaction },
  { name: "9 query group", examine: queryGroup },
  { name: "10 row count", examine: rowCount },
  { name: "11 statement timeout", examine: statementTimeout },
  { name: "12 cancel", examine: cancel },
  { name: "13 role", examine: role },
  { name: "14 rights", examine: rights },
  { name: "15 functions", examine: functions },
];

/** What `doctor` says of a Redshift warehouse: each assumption is tried on the cluster, which none of them had met before. */
export async function checkRedshift(server: Server, signal: AbortSignal): Promise<readonly Check[]> {
  return await checkConnected(server, signal, async (session) => {
    const version = await one(session, "select version()");
    const isRedshift = /redshift/i.test(version);
    const checks: Check[] = [
      {
        name: "connect",
        ok: isRedshift,
        detail: `${session.place}: ${version}${isRedshift ? "" : "; this is no Redshift: use `type: postgres`"}`,
      },
      transport(server.config),
    ];
    for (const { name, examine } of assumptions)
      checks.push({ name, ...(await tried(() => examine(session, server, signal))) });
    return checks;
  });
}

/** A refusal of the server is a finding; other assumptions are tried all the same. */
async function tried(examine: () => Promise<Finding>): Promise<Omit<Check, "name">> {
  try {
    const found = await examine();
    return typeof found === "string" ? { ok: true, detail: found } : found;
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return { ok: false, detail: error.message };
  }
}

const wrong = (detail: string): Finding => ({ ok: false, detail });
const advice = (detail: string): Finding => ({ ok: true, advice: true, detail });
const query = (sql: string, ...values: string[]): Query => ({
  sql,
  parameters: values.map((value) => ({ value, type: "text", pii: false })),
});

async function settings(session: Session, { config }: Server): Promise<Finding> {
  const expected: Readonly<Record<string, string>> = {
    timezone: "UTC",
    datestyle: "ISO, YMD",
    extra_float_digits: "2",
    client_encoding: "UTF8",
  };
  for (const [name, value] of Object.entries(expected)) {
    const found = await one(session, `select current_setting('${name}')`);
    if (found.toUpperCase() !== value.toUpperCase())
      return wrong(`${name} is ${found}, not ${value}, though the session set it`);
  }
  const timeout = await one(session, "select current_setting('statement_timeout')");
  return `UTC, ISO dates, two more digits of floats, UTF-8; statement_timeout ${timeout} for ${config.statementTimeoutMs} ms`;
}

/** The guard against a template that smuggles a second statement in. */
async function oneStatement(session: Session): Promise<Finding> {
  try {
    await session.ask("select 1; select 2");
  } catch (error) {
    if (error instanceof DatafeedError && error.code === "warehouse-sql-refused") return "a text of two statements is refused";
    throw error;
  }
  return wrong("a text of two statements is taken: only the user's grants keep a template from changing data");
}

const awkward = "it's \\' a \\\\ \"test\" % _ é 😀";

async function literals(session: Session): Promise<Finding> {
  const found = await one(session, `select ${redshift.literal(awkward)}::varchar(200)`);
  return found === awkward
    ? "quotes and backslashes come back as they went"
    : wrong("a literal with quotes and backslashes came back changed");
}

async function parameters(session: Session): Promise<Finding> {
  const found = (await session.ask("select $1::varchar(200)", [awkward]))[0]?.[0];
  return found === awkward ? "a bound text comes back as it went" : wrong("a bound text came back changed");
}

async function floatDigits(session: Session): Promise<Finding> {
  const found = await one(session, "select 0.1::double precision + 0.2::double precision");
  return Number(found) === 0.1 + 0.2 ? `0.1 + 0.2 is ${found}` : wrong(`0.1 + 0.2 is ${found}: digits are lost`);
}

/** Read as texts, and bound as the edges of a window are. */
async function times(session: Session): Promise<Finding> {
  const sql = "select '2026-03-17 02:00:00.12-05'::timestamptz, '2026-03-17'::date, $1::timestamptz, $2::timestamp";
  const found = (await session.ask(sql, ["2026-03-17T07:00:00.000Z", "2026-03-17T07:00:00.000"]))[0]?.join(", ");
  const expected = "2026-03-17 07:00:00.12+00, 2026-03-17, 2026-03-17 07:00:00+00, 2026-03-17 07:00:00";
  return found === expected ? found : wrong(`${found} and not ${expected}`);
}

/** What each type is called, and the text of the two that PostgreSQL does not have. */
async function types(session: Session): Promise<Finding> {
  const asked: readonly (readonly [sql: string, type: string, text: string])[] = [
    ["1::bigint", "bigint", "1"],
    ["1.5::decimal(10,2)", "numeric(10,2)", "1.50"],
    ["true", "boolean", "t"],
    ["'x'::varchar(10)", "character varying", "x"],
    ["json_parse('{\"a\":1}')", "super", '{"a":1}'],
    ["to_varbyte('ff00', 'hex')", "varbyte", "ff00"],
  ];
  const sql = `select ${asked.map(([expression]) => expression).join(", ")}`;
  const columns = await prepare(session, query(sql));
  const row = (await session.ask(sql))[0] ?? [];
  const differ = asked.flatMap(([expression, type, text], at) =>
    columns[at]?.type === type && row[at]?.toLowerCase() === text ? [] : [`${expression} is ${columns[at]?.type} ${row[at]}`],
  );
  return differ.length === 0
    ? "names and texts of bigint, decimal, boolean, varchar, super, varbyte"
    : wrong(differ.join("; "));
}

async function readOnlyTransaction(session: Session, server: Server): Promise<Finding> {
  await session.query(server.begin(undefined));
  try {
    await session.query("create temp table datafeed_doctor (a int)");
  } catch (error) {
    if (error instanceof DatafeedError) return "nothing can be written in it";
    throw error;
  } finally {
    await session.query("ROLLBACK");
  }
  return advice("something can be written in it: the user's grants alone keep the data");
}

async function queryGroup(session: Session, server: Server): Promise<Finding> {
  await session.query(server.begin("doctor"));
  try {
    const found = await one(session, "select current_setting('query_group')");
    return found.includes("doctor") || "queryGroup" in server.config
      ? `queries are labelled ${found}`
      : advice(`the label is ${found}`);
  } finally {
    await session.query("ROLLBACK");
  }
}

/** Through the same reading as an extract's. */
async function rowCount(_session: Session, server: Server, signal: AbortSignal): Promise<Finding> {
  await using warehouse = new ProtocolWarehouse(server);
  await using reading = await warehouse.read(query("select 1 union all select 2 union all select 3"), { signal });
  for await (const _ of reading.batches);
  return reading.rows() === 3 ? "3 rows, counted as they came" : wrong(`${reading.rows()} rows were counted, 3 were asked for`);
}

/** A query which the leader alone runs, and which takes longer than anybody waits for: a join of the catalog with itself. */
const long = "select count(*) from pg_class a, pg_class b, pg_class c, pg_class d, pg_attribute e";

async function statementTimeout(session: Session, { config }: Server): Promise<Finding> {
  await session.query("SET statement_timeout TO 1000");
  const startedMs = performance.now();
  try {
    await session.ask(long);
    return advice("the query was done before the second was over; nothing was learned");
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    return error.code === "warehouse-cancelled" ? `ends a query (after ${seconds} s for 1 s)` : wrong(error.message);
  } finally {
    await session.query(timeoutSetting(config));
  }
}

async function cancel(session: Session, server: Server, signal: AbortSignal): Promise<Finding> {
  const other = await Session.open(server, signal);
  const pid = Number(await one(other, "select pg_backend_pid()"));
  const cut = setTimeout(() => other.client.connection.stream.destroy(), cancelWithinMs);
  const asking = setTimeout(() => void other.cancel(), 500);
  const startedMs = performance.now();
  try {
    await other.ask(long);
    return advice("the query was done before it could be cancelled; nothing was learned");
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    if (error.code === "warehouse-cancelled")
      return `ends a query within ${Math.round(performance.now() - startedMs - 500)} ms${await stillRunning(session, pid)}`;
    return wrong("a request to cancel did not end the query: what is aborted here goes on in the cluster until its timeout");
  } finally {
    clearTimeout(cut);
    clearTimeout(asking);
    await other.close();
  }
}

/** What the cluster's own view says, where the user may look into it. */
async function stillRunning(session: Session, pid: number): Promise<string> {
  const running = await tried(() => one(session, `select count(*) from stv_recents where status = 'Running' and pid = ${pid}`));
  if (!running.ok) return "";
  return running.detail === "0" ? "; stv_recents shows it no more" : "; stv_recents still shows it";
}

async function role(session: Session): Promise<Finding> {
  const found = await one(session, "select usesuper from pg_user where usename = current_user");
  if (found !== "t") return `${session.user} is no superuser`;
  return advice(`${session.user} is a superuser; use one that holds SELECT on the objects to be read`);
}

/** Small, and of the leader's own catalog alone. */
const writable = `select n.nspname || '.' || c.relname
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_internal', 'pg_automv', 'pg_toast')
    and (has_table_privilege(c.oid, 'INSERT') or has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE'))
  limit 3`;

async function rights(session: Session): Promise<Finding> {
  const tables = (await session.query(writable)).map(([table]) => table);
  if (tables.length === 0) return "the user can't change any table";
  return advice(`the user may change ${tables.join(", ")}; revoke everything but SELECT`);
}

/** What templates and filters are compiled to, on values whose answer is known. */
async function functions(session: Session): Promise<Finding> {
  const text = "'a é😀\t'::varchar(20)";
  const [from, to] = ["'2026-03-17 07:00:00+00'::timestamptz", "'2026-03-17 07:00:01.9995+00'::timestamptz"];
  const bound = new ParameterList(redshift.maxParameters);
  const asked: readonly (readonly [what: string, sql: string, expected: string])[] = [
    ["mask redact", redshift.maskString(text, "redact"), "* **\t"],
    ["mask last4", redshift.maskString("'0123456789'::varchar(20)", "last4"), "***6789"],
    ["contains", `${redshift.matches("'50%_!x'::varchar(20)", "contains", "%_!", bound, false)} AND true`, "t"],
    ["duration", redshift.duration(from, to, "ms"), "1999"],
    ["epoch milliseconds", redshift.toInstant("1773730800123::bigint", "epoch-ms"), "2026-03-17 07:00:00.123+00"],
    ["UTC without zone", redshift.toInstant("'2026-03-17 07:00:00'::timestamp", "utc-naive"), "2026-03-17 07:00:00+00"],
    ["bytes", `from_hex('ff00') = to_varbyte('ff00', 'hex')`, "t"],
  ];
  const differ: string[] = [];
  for (const [what, sql, expected] of asked) {
    const answer = await tried(() => one(session, `select ${sql}`));
    if (!answer.ok) differ.push(`${what}: ${answer.detail}`);
    else if (answer.detail !== expected) differ.push(`${what}: ${answer.detail} and not ${expected}.`);
  }
  return differ.length === 0 ? asked.map(([what]) => what).join(", ") : wrong(differ.join(" "));
}
