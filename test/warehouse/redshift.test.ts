import { afterEach, expect, test, vi } from "vitest";
import { openRedshift } from "../../runner/src/warehouse/redshift/open-redshift.ts";
import type { RedshiftConfig } from "../../runner/src/warehouse/redshift/redshift-config.ts";
import { type RedshiftServer, type Script, startRedshift } from "../support/redshift-server.ts";
import { never, query, readAll } from "./postgres-support.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
});

async function start(script?: Script): Promise<RedshiftServer> {
  const server = await startRedshift(script);
  open.push(server);
  return server;
}

function warehouseOn({ port }: RedshiftServer, more: Partial<RedshiftConfig> = {}) {
  const warehouse = openRedshift("rs", {
    host: "127.0.0.1",
    port,
    database: "dev",
    user: "amy",
    password: "secret",
    ssl: "disable",
    statementTimeoutMs: 60_000,
    maxQueries: 2,
    readOnly: true,
    ...more,
  });
  open.push(warehouse);
  return warehouse;
}

const oneRow = () => ({ columns: [["n", 20]] as const, rows: [["1"]] });
const failing = (code: string, message: string, detail?: string): Script => ({
  answer: () => ({ error: { code, message, ...(detail === undefined ? {} : { detail }) } }),
});

test("start-up says nothing that Redshift does not know, whatever the environment says", async () => {
  vi.stubEnv("PGOPTIONS", "-c lock_timeout=1");
  const server = await start({ answer: oneRow });
  await readAll(warehouseOn(server), query("select 1"));
  expect(server.seen.startUps).toEqual([
    { user: "amy", database: "dev", application_name: "datafeed", client_encoding: "UTF8" },
  ]);
});

test("a session's settings are Redshift's, the query goes by the extended protocol alone", async () => {
  const server = await start({ answer: oneRow });
  await readAll(warehouseOn(server), query("select n from t where a = $1", "x"));
  expect(server.seen.simple).toEqual([
    "SET timezone TO 'UTC'; SET datestyle TO 'ISO, YMD'; SET extra_float_digits TO 2; SET statement_timeout TO 60000",
    "BEGIN READ ONLY",
    "ROLLBACK",
  ]);
  expect(server.seen.parsed).toEqual(["select n from t where a = $1"]);
});

test("the run is named to the cluster, in its own transaction; the count goes by the extended protocol, too", async () => {
  const server = await start({ answer: oneRow });
  await using reading = await warehouseOn(server).read(query("select n from t"), {
    signal: never,
    count: query("select count(*) from t"),
    label: "r'\\1",
  });
  expect(reading.counted).toBe(1);
  expect(server.seen.simple.at(-1)).toBe("BEGIN READ ONLY; SET query_group TO 'datafeed r''\\\\1'");
  expect(server.seen.parsed).toEqual(["select count(*) from t", "select n from t"]);
});

test("the connection's own label and transaction are taken", async () => {
  const server = await start({ answer: oneRow });
  const warehouse = warehouseOn(server, { queryGroup: "extracts", readOnly: false });
  await using _ = await warehouse.read(query("select 1"), { signal: never, label: "run" });
  expect(server.seen.simple.at(-1)).toBe("BEGIN; SET query_group TO 'extracts'");
});

test("rows are counted as they come, since Redshift ends a SELECT without a count", async () => {
  const rows = Array.from({ length: 5000 }, (_, n) => [String(n), "x".repeat(n % 90)]);
  const server = await start({
    answer: () => ({
      columns: [
        ["n", 20],
        ["t", 1043],
      ],
      rows,
    }),
  });
  expect(await readAll(warehouseOn(server), query("select n, t from t"))).toEqual(rows);
});

test("types of Redshift's own have names", async () => {
  const columns = [
    ["a", 4000],
    ["b", 6551],
    ["c", 1266],
    ["d", 3000],
    ["e", 1700, (38 << 16) + 10 + 4],
    ["f", 1190],
    ["g", 2935],
  ] as const;
  const server = await start({ answer: () => ({ columns, rows: [] }) });
  const described = await warehouseOn(server).describe(query("select 1"), never);
  expect(described.map(({ type }) => type)).toEqual([
    ...["super", "varbyte", "time with time zone", "geometry", "numeric(38,10)", "interval day to second", "hllsketch"],
  ]);
});

test.each([
  [13, /SHA-256 digest.*code 13/],
  [14, /identity provider/],
] as const)("authentication code %i is explained, and ends nothing but the connection", async (authentication, text) => {
  const server = await start({ authentication });
  await expect(readAll(warehouseOn(server), query("select 1"))).rejects.toMatchObject({
    code: "warehouse-authentication-unsupported",
    message: expect.stringMatching(text),
  });
});

test.each([
  ["57014", "Query (17) cancelled on user's request", undefined, "warehouse-cancelled"],
  ["57014", "Query (17) canceled on user's request", undefined, "warehouse-cancelled"],
  ["57014", 'Query (17) cancelled by WLM abort action of Query Monitoring Rule "too_long".', undefined, "warehouse-rule"],
  [
    "XX000",
    "abort query",
    "\n  -----\n  error:  abort query\n  code:      1020\n  context:   system requested abort\n",
    "warehouse-rule",
  ],
  ["XX000", "1023", "Serializable isolation violation on table - 119371", "warehouse-conflict"],
  ["XX000", "1023\nDETAIL: Serializable isolation violation", undefined, "warehouse-conflict"],
  ["25006", "transaction is read-only", undefined, "warehouse-sql-refused"],
  ["42501", "permission denied for relation contacts", undefined, "warehouse-permission"],
  ["42P01", 'relation "nowhere" does not exist', undefined, "warehouse-sql-refused"],
  ["3F000", 'schema "nowhere" does not exist', undefined, "warehouse-sql-refused"],
  [
    "0A000",
    "Specified types or functions (one per INFO message) not supported on Redshift tables.",
    undefined,
    "warehouse-sql-refused",
  ],
  ["57P01", "terminating connection due to administrator command", undefined, "warehouse-connection-lost"],
] as const)("%s %s %s is %s", async (code, message, detail, expected) => {
  const server = await start(failing(code, message, detail));
  await expect(readAll(warehouseOn(server), query("select 1"))).rejects.toMatchObject({ code: expected });
});

test("the rule that ended a query is named", async () => {
  const server = await start(failing("57014", 'Query (17) cancelled by WLM abort action of Query Monitoring Rule "too_long".'));
  await expect(readAll(warehouseOn(server), query("select 1"))).rejects.toThrow(/the rule "too_long"/);
});

test("an internal error is told by its number and its query, without the value in its text", async () => {
  const detail =
    "\n  error:  Invalid digit, Value 'S', Pos 0, Type: Integer\n  code:      1207\n  context:   Smith\n  query:     4242\n";
  const server = await start(failing("XX000", "Invalid digit, Value 'S', Pos 0, Type: Integer Smith", detail));
  const failure: unknown = await readAll(warehouseOn(server), query("select 1")).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "warehouse-query-failed", message: expect.stringMatching(/error 1207 .* query 4242/) });
  expect(String(failure)).not.toMatch(/Smith|Invalid/);
});

test("the statement timeout is told apart from a cancel by the clock", async () => {
  const server = await start({
    answer: () => ({ error: { code: "57014", message: "Query (17) cancelled on user's request" } }),
  });
  await expect(readAll(warehouseOn(server, { statementTimeoutMs: 0 }), query("select 1"))).rejects.toMatchObject({
    code: "warehouse-timeout",
  });
});

test("an abort asks on a connection of its own, in the clear, and is no failure of the warehouse", async () => {
  const server = await start();
  const controller = new AbortController();
  const reading = readAll(warehouseOn(server), query("select pg_sleep(60)"), controller.signal);
  const outcome = expect(reading).rejects.toThrow("enough");
  await expect.poll(() => server.seen.parsed.length).toBe(1);
  controller.abort(new Error("enough"));
  await outcome;
  expect(server.seen).toMatchObject({ cancels: 1, startUps: [{ user: "amy" }] });
});

test("a server without TLS is refused", async () => {
  const server = await start();
  await expect(readAll(warehouseOn(server, { ssl: "verify-ca" }), query("select 1"))).rejects.toMatchObject({
    code: "warehouse-tls",
  });
});
